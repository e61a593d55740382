import { describe, expect, it } from 'vitest';
import { COLLECTOR, collector } from '../../../../test/support/collector.ts';
import { defaultContract } from '../../contract/index.ts';
import { parseCollectorCounts } from '../../sources/collector/metrics.ts';
import { receiverCollectorDropsNothing } from './collector-drops-nothing.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const withFilter = (condition: string): string =>
  COLLECTOR.replace(
    'processors:\n',
    `processors:\n  filter: { metrics: { metric: ['${condition}'] } }\n`,
  ).replace('[memory_limiter]', '[memory_limiter, filter]');

/** As a collector 0.160 shows them. */
const counts = (values: Readonly<Record<string, number>>) =>
  parseCollectorCounts(
    Object.entries(values)
      .map(([name, value]) => `otelcol_${name}{exporter="otlphttp",server_port="1"} ${value}`)
      .join('\n'),
  );

const healthy = { receiver_accepted_metric_points: 100, exporter_sent_metric_points: 100 };

describe('receiver/collector-drops-nothing', () => {
  it('passes where nothing is filtered and nothing was lost', async () => {
    const view = collector(withFilter('name == "other"'), counts(healthy));
    expect((await receiverCollectorDropsNothing.runWith({ collector: view, contract })).status).toBe('pass');
  });

  it('fails on a filter that drops all metrics, and warns of one that drops a part', async () => {
    const all = await receiverCollectorDropsNothing.runWith({
      collector: collector(withFilter('IsMatch(name, "openclaw")')),
      contract,
    });
    expect(all).toMatchObject({ status: 'fail', modes: [45], location: { line: 7 } });
    const part = await receiverCollectorDropsNothing.runWith({
      collector: collector(withFilter('name == "openclaw.tokens"')),
      contract,
    });
    expect(part).toMatchObject({ status: 'warn', affects: ['openclaw.tokens'] });
    expect(part.message).toBe('filter of the collector drops 1 of 18 metrics');
  });

  it.each([
    [
      'an exporter that reaches no backend',
      { exporter_send_failed_metric_points: 9, exporter_sent_metric_points: 0 },
      'fail',
      44,
    ],
    ['a memory limiter that refuses all', { receiver_refused_metric_points: 9 }, 'fail', 45],
    ['a queue that is full', { ...healthy, exporter_enqueue_failed_metric_points: 9 }, 'warn', 45],
  ] as const)('names %s', async (_, values, status, mode) => {
    const outcome = await receiverCollectorDropsNothing.runWith({
      collector: collector(COLLECTOR, counts(values)),
      contract,
    });
    expect(outcome).toMatchObject({ status, modes: [mode] });
  });

  it('is unknown without counters, or where a condition cannot be evaluated', async () => {
    expect((await receiverCollectorDropsNothing.runWith({ collector: collector(), contract })).status).toBe(
      'unknown',
    );
    const view = collector(withFilter('description == ""'), counts(healthy));
    expect((await receiverCollectorDropsNothing.runWith({ collector: view, contract })).status).toBe(
      'unknown',
    );
  });

  it('is unknown where the collector has forwarded nothing yet', async () => {
    const view = collector(COLLECTOR, counts({ exporter_sent_metric_points: 0 }));
    const outcome = await receiverCollectorDropsNothing.runWith({ collector: view, contract });
    expect(outcome).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('no forwarded point'),
    });
  });

  it('names the processor that makes deltas before an exporter that drops them', async () => {
    const text = COLLECTOR.replace(
      'otlphttp: { endpoint: http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp }',
      'prometheusremotewrite: { endpoint: http://p:9090/api/v1/write }',
    )
      .replace('processors:\n', 'processors:\n  cumulativetodelta: {}\n')
      .replace('[memory_limiter]', '[memory_limiter, cumulativetodelta]')
      .replace('[otlphttp]', '[prometheusremotewrite]');
    const outcome = await receiverCollectorDropsNothing.runWith({ collector: collector(text), contract });
    expect(outcome).toMatchObject({
      status: 'fail',
      message: 'prometheusremotewrite of the collector drops 18 of 18 metrics',
      modes: [46],
      fix: { text: 'take cumulativetodelta out of the pipeline that ends in prometheusremotewrite' },
    });
  });
});
