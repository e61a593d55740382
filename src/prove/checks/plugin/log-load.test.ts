import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { logsOf } from '../../../../test/support/logs.ts';
import { pluginLogLoad } from './log-load.ts';

const missing = "2026-02-20T02:59:00Z Error: Cannot find module '@opentelemetry/api'";

describe('plugin/log-load', () => {
  it('fails on a missing module and on an SDK of another major version, with the failure mode of each', async () => {
    expect(await pluginLogLoad.runWith({ logs: logsOf(missing) })).toMatchObject({
      status: 'fail',
      modes: [11],
    });
    const logs = logsOf('TypeError: Resource is not a constructor');
    expect(await pluginLogLoad.runWith({ logs })).toMatchObject({ status: 'fail', modes: [12] });
  });

  it('passes where the line is older than the process, or older than an accepted push', async () => {
    const startedAt = '2026-02-20T02:59:30Z';
    const restarted = gatewayOf({ process: { startedAt } });
    expect((await pluginLogLoad.runWith({ logs: logsOf(missing), gateway: restarted })).status).toBe('pass');
    const working = gatewayOf({ exporter: exporting });
    expect((await pluginLogLoad.runWith({ logs: logsOf(missing), gateway: working })).status).toBe('pass');
  });

  it('is unknown on an empty log', async () => {
    expect((await pluginLogLoad.runWith({ logs: logsOf() })).status).toBe('unknown');
  });
});
