import { describe, expect, it } from 'vitest';
import { openclawOf } from '../../../../test/support/gateway.ts';
import type { ExporterEvent, OpenClawRuntime } from '../../sources/index.ts';
import { sdkExporterState } from './exporter-state.ts';

const event = (rest: Partial<ExporterEvent>): ExporterEvent => ({
  ts: 1_000,
  source: 'diagnostics-otel',
  target: 'metrics',
  outcome: 'started',
  ...rest,
});
const running = {
  plugins: [{ id: 'diagnostics-otel', enabled: true, state: 'enabled', runtime: { state: 'active' } }],
};
const judged = async (runtime: Partial<OpenClawRuntime>) =>
  sdkExporterState.runWith({ gateway: openclawOf(runtime) });

describe('sdk/exporter-state', () => {
  it('passes on an exporter that was set up, and says that this is no delivery', async () => {
    const outcome = await judged({ exporters: [event({})] });
    expect(outcome).toMatchObject({ status: 'pass' });
    expect(outcome.message).toContain('does not say that anything was delivered');
  });

  it('fails on the newest failure of the exporter of metrics, with its reason', async () => {
    const failed = event({ ts: 2_000, outcome: 'failure', reason: 'export_failed' });
    expect(await judged({ exporters: [event({}), failed] })).toMatchObject({
      status: 'fail',
      modes: [20],
      message: 'the exporter of metrics failed: export_failed',
    });
    const recovered = event({ ts: 3_000, outcome: 'recovered' });
    expect((await judged({ exporters: [failed, recovered] })).status).toBe('pass');
    const unsupported = event({ outcome: 'failure', reason: 'unsupported_protocol' });
    expect((await judged({ exporters: [unsupported] })).modes).toEqual([4]);
  });

  it('does not take a failure of the traces for one of the metrics', async () => {
    const exporters = [event({}), event({ ts: 2_000, target: 'traces', outcome: 'failure' })];
    expect((await judged({ exporters })).status).toBe('pass');
  });

  it('fails where the plugin runs and has registered no exporter, and is unknown where it does not run', async () => {
    expect(await judged({ exporters: [], ...running })).toMatchObject({ status: 'fail', modes: [7] });
    expect((await judged({ exporters: [], plugins: [] })).status).toBe('unknown');
  });

  it('is unknown on a release that shows no exporters', async () => {
    expect((await judged({})).status).toBe('unknown');
  });
});
