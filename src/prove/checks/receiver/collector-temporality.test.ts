import { describe, expect, it } from 'vitest';
import { piped } from '../../../../test/support/collector.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';
import type { Contract } from '../../contract/index.ts';
import { receiverCollectorTemporality } from './collector-temporality.ts';

const contract: Contract = {
  name: 'kiosk',
  flushIntervalMs: 15_000,
  metrics: [
    { otlp: 'kiosk.orders', kind: 'counter', unit: '', attributes: [], mayBeIdle: false },
    { otlp: 'kiosk.carts', kind: 'gauge', unit: '', attributes: [], mayBeIdle: false },
  ],
};

const judged = (statuses: [sum: MetricResult['status'], gauge: MetricResult['status']], processors = {}) => {
  const metrics = contract.metrics.map(({ otlp, kind }, index) => ({
    otlp,
    prometheus: otlp?.replace('.', '_'),
    type: kind,
    status: statuses[index],
  }));
  const exporter = { prometheusremotewrite: { endpoint: 'http://p/api/v1/write' } };
  return receiverCollectorTemporality.runWith({
    collector: piped(exporter, processors),
    contract,
    arrival: { metrics },
  });
};

describe('receiver/collector-temporality', () => {
  it('warns where gauges are stored and no sum or histogram is', async () => {
    const outcome = await judged(['missing', 'arrived']);
    expect(outcome).toMatchObject({ status: 'warn', modes: [46], affects: ['kiosk_orders'] });
  });

  it('passes where sums are stored, or deltas are converted', async () => {
    expect((await judged(['arrived', 'arrived'])).status).toBe('pass');
    expect((await judged(['missing', 'arrived'], { deltatocumulative: {} })).status).toBe('pass');
  });

  it('is unknown without a gauge to compare with', async () => {
    expect((await judged(['missing', 'missing'])).status).toBe('unknown');
  });
});
