import { describe, expect, it } from 'vitest';
import type { GatewayStatusReading } from '../../../shared/protocol/status.ts';
import { gatewayOf, openclawOf } from '../../../../test/support/gateway.ts';
import { pluginRuns } from './runs.ts';

type Plugin = GatewayStatusReading['plugins'][number];

const withPlugin = (plugin: Partial<Plugin>) => ({
  gateway: gatewayOf({
    plugins: [{ id: 'diagnostics-otel', enabled: true, state: 'loaded', services: [], ...plugin }],
  }),
});

describe('plugin/runs', () => {
  it('passes where the plugin is loaded', async () => {
    expect((await pluginRuns.runWith(withPlugin({}))).status).toBe('pass');
  });

  it.each([
    ["Cannot find module '@opentelemetry/api'", [11]],
    ['Resource is not a constructor', [12]],
  ])('fails where the service could not start: %s', async (error, modes) => {
    const services = [{ id: 'diagnostics-otel', state: 'failed', error }];
    expect(await pluginRuns.runWith(withPlugin({ services }))).toMatchObject({ status: 'fail', modes });
  });

  it('fails where the running gateway has disabled the plugin, or does not have it', async () => {
    const disabled = withPlugin({ enabled: false, state: 'disabled', reason: 'plugins disabled' });
    expect(await pluginRuns.runWith(disabled)).toMatchObject({ status: 'fail', modes: [10] });
    expect((await pluginRuns.runWith(withPlugin({ id: 'another' }))).message).toContain('has no plugin');
  });

  it.each([
    ['active', 'enabled', 'pass', []],
    ['service-failed', 'enabled', 'fail', []],
    ['disabled', 'disabled', 'fail', [10]],
    ['unloaded', 'enabled', 'fail', [10]],
  ] as const)(
    'reads the list of an OpenClaw: %s in the process, %s as installed',
    async (state, installed, status, modes) => {
      const plugins = [{ id: 'diagnostics-otel', enabled: true, state: installed, runtime: { state } }];
      const outcome = await pluginRuns.runWith({ gateway: openclawOf({ plugins }) });
      expect(outcome).toMatchObject(status === 'pass' ? { status } : { status, modes });
    },
  );

  it('fails with the command that installs the plugin where an OpenClaw does not list it', async () => {
    expect(await pluginRuns.runWith({ gateway: openclawOf({ plugins: [] }) })).toMatchObject({
      status: 'fail',
      message: 'plugin not installed: diagnostics-otel',
      fix: { command: 'openclaw plugins install @openclaw/diagnostics-otel' },
    });
  });

  it('is unknown where an OpenClaw shows no plugins, or refuses its RPC', async () => {
    expect((await pluginRuns.runWith({ gateway: openclawOf({}) })).message).toContain('--openclaw HOME');
    expect(await pluginRuns.runWith({ gateway: openclawOf({ error: 'refused' }) })).toMatchObject({
      status: 'unknown',
      message: 'refused',
    });
  });
});
