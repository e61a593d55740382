import type { ExpectedMetric } from '../../contract/index.ts';
import type { SeriesLabels, StoredSeries } from '../../sources/index.ts';
import { otherNames, prefixed } from './candidates.ts';
import type { AbsenceCause, MetricResult, MetricStatus } from '../../../shared/protocol/report.ts';
import type { Ledger } from '../../../shared/protocol/ledger.ts';
import { tidy } from './tidy.ts';

interface Case {
  readonly metric: ExpectedMetric;
  /** The same metric by the backend's settings. */
  readonly byBackend: ExpectedMetric;
  readonly stored: readonly StoredSeries[];
  /** Names that the service has now, and those it had within a day; empty if no metric is missing. */
  readonly names: { readonly current: readonly string[]; readonly day: readonly string[] };
  /** Services that have the contract's names now, by their identifying labels. */
  readonly elsewhere: readonly SeriesLabels[];
  readonly ledger: Ledger['metrics'][number] | undefined;
  /** Labels that identify the service. */
  readonly identity: SeriesLabels;
  readonly now: number;
  readonly flushIntervalMs: number;
  readonly othersArrive: boolean;
}

/** Labels that servers add. */
const ADDED = new Set([
  '__name__',
  'le',
  'quantile',
  'job',
  'instance',
  'otel_scope_name',
  'otel_scope_version',
]);

/** A metric counts as stale if its newest sample is older than this many intervals. */
const STALE_AFTER_INTERVALS = 3;

/** Judges one metric, in this order: stored, under another name, idle, no longer stored, under other labels, never. */
export function judge(input: Case): MetricResult {
  const { metric, stored, ledger } = input;
  const own = seriesNamed(stored, metric.countSeries);
  const newest = newestSample(own);
  const base = {
    otlp: metric.metric.otlp ?? metric.prometheus,
    prometheus: metric.prometheus,
    type: metric.metric.kind,
    series: own.length,
    newestSample: newest === undefined ? null : new Date(newest).toISOString(),
    labels: compareLabels(metric, own, new Set(Object.keys(input.identity))),
    recorded: ledger ? tidy(ledger.acknowledged.value) : null,
    stored: null,
  };
  const end = (
    status: MetricStatus,
    why: string,
    found: readonly string[] = [],
    cause: AbsenceCause | null = null,
  ): MetricResult => ({ ...base, status, found, why, cause });

  if (newest !== undefined) {
    if (newest < input.now - staleAfterMs(input.flushIntervalMs))
      return end('stale', `its newest sample is ${Math.round((input.now - newest) / 1_000)} s old`);
    if (base.labels.absent.length > 0)
      return end('mislabelled', `no series has ${quote(base.labels.absent)}`);
    return end('arrived', '');
  }
  const instead = foundInstead(input);
  if (instead) return end('misnamed', `stored as ${instead.name}: ${instead.because}`, [instead.name]);
  if (ledger?.live.events === 0) return end('idle', 'nothing was recorded');
  if (input.names.day.includes(metric.countSeries)) {
    return end(
      'stale',
      'it was stored within the last day, and no longer is',
      [metric.countSeries],
      'disappeared',
    );
  }
  if (ledger === undefined && metric.metric.mayBeIdle && input.othersArrive) {
    return end('idle', 'the contract allows it to be absent');
  }
  if (ledger !== undefined && ledger.acknowledged.events === 0) {
    const why = `recorded ${ledger.live.events} times, but no push that contains it was accepted yet`;
    return end('missing', why, [], 'never existed');
  }
  const { cause, why } = absence(input);
  return end('missing', ledger ? `recorded and accepted, but ${why}` : why, [], cause);
}

/** Finds the part of the selector that matches nothing. */
function absence({ metric, elsewhere, identity }: Case): { cause: AbsenceCause; why: string } {
  const own = elsewhere.filter((labels) => labels['__name__'] === metric.countSeries);
  if (own.length === 0) return { cause: 'never existed', why: 'no such series, now or within the last day' };
  for (const [label, wanted] of Object.entries(identity)) {
    const values = [...new Set(own.flatMap((labels) => labels[label] ?? []))].toSorted();
    if (values.length === 0)
      return { cause: 'label absent', why: `${metric.countSeries} is stored without the label ${label}` };
    if (!values.includes(wanted)) {
      return {
        cause: 'value absent',
        why: `${metric.countSeries} is stored with ${label} ${quote(values.slice(0, MOST_VALUES))}, not "${wanted}"`,
      };
    }
  }
  return { cause: 'value absent', why: `no series of ${metric.countSeries} has all labels of the service` };
}

const MOST_VALUES = 5;

function foundInstead(input: Case): { name: string; because: string } | undefined {
  const { metric, byBackend, stored, names } = input;
  if (byBackend.countSeries !== metric.countSeries && seriesNamed(stored, byBackend.countSeries).length > 0) {
    return { name: byBackend.countSeries, because: "the backend's settings name it so" };
  }
  const candidate = otherNames(metric.metric).find(({ countSeries }) => names.current.includes(countSeries));
  if (candidate) return { name: candidate.countSeries, because: `${candidate.because} would make this name` };
  if (metric.metric.kind === 'histogram' && names.current.includes(metric.prometheus)) {
    return { name: metric.prometheus, because: 'it is a native histogram, which has no _bucket' };
  }
  const withPrefix = prefixed(metric.countSeries, names.current);
  return withPrefix === undefined ? undefined : { name: withPrefix, because: 'the name has a prefix' };
}

function compareLabels(
  metric: ExpectedMetric,
  own: readonly StoredSeries[],
  identity: ReadonlySet<string>,
): MetricResult['labels'] {
  const seen = new Set(own.flatMap(({ labels }) => Object.keys(labels)));
  const expected = new Set([...metric.labels, ...metric.optionalLabels]);
  return {
    present: metric.labels.filter((label) => seen.has(label)),
    absent: own.length === 0 ? [] : metric.labels.filter((label) => !seen.has(label)),
    extra: [...seen]
      .filter((label) => !expected.has(label) && !ADDED.has(label) && !identity.has(label))
      .toSorted(),
  };
}

export function staleAfterMs(flushIntervalMs: number): number {
  return STALE_AFTER_INTERVALS * flushIntervalMs + 5_000;
}

function seriesNamed(stored: readonly StoredSeries[], name: string): StoredSeries[] {
  return stored.filter(({ labels }) => labels['__name__'] === name);
}

function newestSample(series: readonly StoredSeries[]): number | undefined {
  const times = series.flatMap(({ samples }) => samples.at(-1)?.at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
