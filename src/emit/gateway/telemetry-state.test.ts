import { describe, expect, it } from 'vitest';
import { configOf } from '../../../test/support/gateway-context.ts';
import type { ExporterStatus, PluginStatus } from '../../shared/protocol/status.ts';
import { telemetryState } from './telemetry-state.ts';

const plugin = (more: Partial<PluginStatus> = {}): PluginStatus => ({
  id: 'diagnostics-otel',
  origin: 'bundled',
  enabled: true,
  reason: '',
  state: 'started',
  error: null,
  channels: [],
  services: [],
  listeners: 0,
  ...more,
});
const exporter = (state: ExporterStatus['state']) =>
  ({ state, endpoint: 'http://p/v1/metrics', lastError: { message: 'refused: 404' } }) as ExporterStatus;

function state(otel: object, plugins: PluginStatus[], exporting: ExporterStatus['state'] = 'exporting') {
  const config = configOf({
    diagnostics: { enabled: true, otel: { enabled: true, endpoint: 'http://p', ...otel } },
  });
  const source = { exporter: () => exporter(exporting), ledger: () => expect.unreachable() };
  return telemetryState({ config, env: {}, plugins, source });
}

describe('telemetryState', () => {
  it('has no problem when everything works', () => {
    expect(state({}, [plugin()])).toEqual({ configured: true, working: true, problem: null });
  });

  it('has a problem when the environment disables the export', () => {
    const config = configOf({
      diagnostics: { enabled: true, otel: { enabled: true, endpoint: 'http://p' } },
    });
    const source = {
      ledger: () => expect.unreachable(),
      exporter: () => null,
      offReason: () => 'OTEL_SDK_DISABLED is true',
    };
    expect(telemetryState({ config, env: {}, plugins: [plugin()], source })).toMatchObject({
      working: false,
      problem: 'plugin "diagnostics-otel" exports nothing: OTEL_SDK_DISABLED is true',
    });
  });

  it('has no problem when metrics are disabled', () => {
    expect(state({ metrics: false }, [])).toEqual({ configured: false, working: false, problem: null });
  });

  it.each([
    [{}, [], 'exporting', 'is not found'],
    [
      {},
      [plugin({ enabled: false, state: 'disabled', reason: 'bundled (disabled by default)' })],
      'exporting',
      'is off: bundled (disabled by default); set plugins.entries.diagnostics-otel.enabled to true',
    ],
    [
      {},
      [plugin({ enabled: false, state: 'disabled', reason: 'not in allowlist' })],
      'exporting',
      'add it to plugins.allow',
    ],
    [
      {},
      [plugin({ state: 'failed', error: 'Cannot find module' })],
      'exporting',
      'failed: Cannot find module',
    ],
    [{ protocol: 'grpc' }, [plugin()], 'exporting', 'set it to "http/protobuf"'],
    [{ endpoint: '' }, [plugin()], 'exporting', 'no endpoint'],
    [{}, [plugin()], 'failing', 'pushes to http://p/v1/metrics fail: refused: 404'],
  ] as const)('names what is in the way and the way out', (otel, plugins, exporting, problem) => {
    expect(state(otel, [...plugins], exporting)).toEqual({
      configured: true,
      working: false,
      problem: expect.stringContaining(problem),
    });
  });
});
