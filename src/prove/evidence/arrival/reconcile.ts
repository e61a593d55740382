import { type Contract, type ExpectedMetric, identityLabels } from '../../contract/index.ts';
import type { StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import type { MetricResult, Reconciliation } from '../../../shared/protocol/report.ts';
import type { Ledger } from '../../../shared/protocol/ledger.ts';
import { tidy } from './tidy.ts';

/**
 * Compares what is stored with the ledger, both as of the last accepted push. Samples of later pushes are left out by
 * their time, and so are series of an earlier process, which are older than the ledger.
 *
 * A counter is compared by its sum, a histogram by its count. The total counts data events: if a counter adds more than 1
 * per event, the stored share of its events is the stored share of its sum.
 */
export function reconcile(
  metrics: readonly MetricResult[],
  expected: readonly ExpectedMetric[],
  stored: readonly StoredSeries[],
  ledger: Ledger,
  backend: Backend,
  contract: Contract,
): { metrics: MetricResult[]; total: Reconciliation | null } {
  if (ledger.acknowledgedAt === null) return { metrics: [...metrics], total: null };
  const at = Date.parse(ledger.acknowledgedAt);
  const since = Date.parse(ledger.startedAt);
  const identity = Object.entries(identityLabels(contract, backend, ledger.service.instanceId));
  const ours = stored.filter(({ labels }) => identity.every(([key, value]) => labels[key] === value));
  let recordedEvents = 0;
  let storedEvents = 0;
  const compared = metrics.map((metric, index) => {
    const entry = ledger.metrics.find(({ name }) => name === metric.otlp);
    const names = [expected[index]?.countSeries, ...metric.found];
    if (!entry) return metric;
    const value = ours
      .filter(({ labels }) => names.includes(labels['__name__']))
      .reduce((sum, series) => sum + valueAt(series, at, since), 0);
    recordedEvents += entry.acknowledged.events;
    storedEvents += eventsOf(value, entry.acknowledged);
    return { ...metric, stored: tidy(value) };
  });
  return {
    metrics: compared,
    total: {
      recorded: recordedEvents,
      stored: storedEvents,
      ratio: recordedEvents === 0 ? 1 : storedEvents / recordedEvents,
      'as of': 'last accepted push',
    },
  };
}

/** Whether two sums are equal, apart from the rounding of floating-point additions in another order. */
export function sameValue(stored: number, recorded: number): boolean {
  return Math.abs(stored - recorded) <= 1e-9 * Math.max(1, Math.abs(recorded));
}

function eventsOf(stored: number, recorded: { readonly events: number; readonly value: number }): number {
  if (sameValue(stored, recorded.value)) return recorded.events;
  return recorded.value === 0 ? 0 : Math.round((recorded.events * stored) / recorded.value);
}

function valueAt(series: StoredSeries, at: number, since: number): number {
  const sample = series.samples.findLast((candidate) => candidate.at <= at);
  return sample === undefined || sample.at < since ? 0 : sample.value;
}
