import type { Arrival } from '../../src/prove/evidence/arrival/arrival.ts';
import type { MetricResult } from '../../src/prove/index.ts';

/** The result for one metric of a contract. */
export function metricResult(prometheus: string, more: Partial<MetricResult> = {}): MetricResult {
  return {
    otlp: prometheus.replace(/_total$/, '').replaceAll('_', '.'),
    prometheus,
    type: 'counter',
    status: 'arrived',
    found: [],
    series: 1,
    newestSample: '2026-02-20T03:00:00.000Z',
    labels: { present: [], absent: [], extra: [] },
    recorded: null,
    stored: null,
    cause: null,
    why: '',
    ...more,
  };
}

/** A contract compared with a backend, with these results. */
export function arrived(metrics: readonly MetricResult[], instances: readonly string[] = ['a']): Arrival {
  return {
    at: 0,
    metrics,
    reconciliation: null,
    identity: { job: 'openclaw' },
    instances: instances.map((instance) => ({ instance, newest: 0 })),
    history: [],
    health: null,
    othersHealth: null,
    newestOwn: null,
    labelNames: new Map(),
    renamings: new Map(),
    names: [],
    otherJobs: [],
  };
}
