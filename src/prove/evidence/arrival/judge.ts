import type { ExpectedMetric } from '../../contract/index.ts';
import type { SeriesLabels, StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import { otherNames, prefixed, sentOtherwise } from './candidates.ts';
import { type Renaming, renamingWords } from './renaming.ts';
import type { AbsenceCause, MetricResult, MetricStatus } from '../../../shared/protocol/report.ts';
import type { Ledger } from '../../../shared/protocol/ledger.ts';
import { tidy } from './tidy.ts';

interface Case {
  readonly metric: ExpectedMetric;
  /** The same metric by the backend's settings. */
  readonly byBackend: ExpectedMetric;
  readonly backend: Backend;
  readonly stored: readonly StoredSeries[];
  /** Time of the newest sample of a name, in Unix milliseconds, also of names that it may have instead; where known. */
  readonly newest: ReadonlyMap<string, number>;
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

/**
 * Judges one metric, in this order: stored now, stored now under another name, idle, no longer stored under either name,
 * under other labels, never. A name whose samples have ended is stale and not another name: a backend goes on listing
 * it for five minutes.
 */
export function judge(input: Case): MetricResult {
  const { metric, stored, ledger } = input;
  const own = seriesNamed(stored, metric.countSeries);
  const newest = newestSample(own) ?? input.newest.get(metric.countSeries);
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

  if (newest !== undefined && !hasEnded(newest, input)) {
    if (base.labels.absent.length > 0)
      return end('mislabelled', `no series has ${quote(base.labels.absent)}`);
    return end('arrived', '');
  }
  if (own.length > 0) return end('stale', ended(newest, input.now));
  const instead = foundInstead(input);
  const insteadNewest = instead && input.newest.get(instead.name);
  if (instead && insteadNewest !== undefined && !hasEnded(insteadNewest, input))
    return end('misnamed', `stored as ${instead.name}: ${renamingWords(instead.cause)}`, [instead.name]);
  if (ledger?.live.events === 0) return end('idle', 'nothing was recorded');
  if (newest !== undefined || input.names.day.includes(metric.countSeries))
    return end('stale', ended(newest, input.now), [], 'disappeared');
  if (instead) {
    const why = `${ended(insteadNewest, input.now)}, under the name ${instead.name}`;
    return {
      ...end('stale', why, [instead.name], 'disappeared'),
      newestSample: insteadNewest === undefined ? null : new Date(insteadNewest).toISOString(),
    };
  }
  if (ledger === undefined && metric.metric.mayBeIdle && input.othersArrive) {
    const { needs } = metric.metric;
    return end('idle', needs === undefined ? 'the contract allows it to be absent' : `it needs ${needs}`);
  }
  if (ledger !== undefined && ledger.acknowledged.events === 0) {
    const why = `recorded ${ledger.live.events} times, but no push that contains it was accepted yet`;
    return end('missing', why, [], 'never existed');
  }
  const { cause, why } = absence(input);
  return end('missing', ledger ? `recorded and accepted, but ${why}` : why, [], cause);
}

function hasEnded(newest: number, { now, flushIntervalMs }: Pick<Case, 'now' | 'flushIntervalMs'>): boolean {
  return newest < now - staleAfterMs(flushIntervalMs);
}

/** Since when nothing is stored. */
function ended(newest: number | undefined, now: number): string {
  if (newest === undefined) return 'it was stored within the last day, and no longer is';
  const age = Math.round((now - newest) / 1_000);
  return `its newest sample is ${age} s old: none since ${new Date(newest).toISOString()}`;
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

/** The name that is stored instead now, else one that was until lately. */
function foundInstead(input: Case): NameInstead | undefined {
  const { names, newest } = input;
  const found = namesInstead(input).filter(
    ({ name }) => names.current.includes(name) || isStored(input, name),
  );
  const isFresh = (at: number | undefined): boolean => at !== undefined && !hasEnded(at, input);
  return found.find(({ name }) => isFresh(newest.get(name))) ?? found[0];
}

function isStored({ stored }: Case, name: string): boolean {
  return stored.some(({ labels }) => labels['__name__'] === name);
}

/** A name that a metric may have instead of the expected one, and why. */
interface NameInstead {
  readonly name: string;
  readonly cause: Renaming;
}

/** Names that a metric may have instead, the likely ones first. */
export function namesInstead({
  metric,
  byBackend,
  backend,
  names,
}: Pick<Case, 'metric' | 'byBackend' | 'backend' | 'names'>): NameInstead[] {
  const withPrefix = prefixed(metric.countSeries, names.current);
  const all: NameInstead[] = [
    { name: byBackend.countSeries, cause: { by: 'settings' } },
    ...sentOtherwise(metric.metric, backend),
    ...otherNames(metric.metric).map(({ countSeries, strategy }) => ({
      name: countSeries,
      cause: { by: 'strategy', strategy } as const,
    })),
    ...(metric.metric.kind === 'histogram'
      ? [{ name: metric.prometheus, cause: { by: 'native histogram' } as const }]
      : []),
    ...(withPrefix === undefined ? [] : [{ name: withPrefix, cause: { by: 'prefix' } as const }]),
  ];
  return all.filter(({ name }) => name !== metric.countSeries);
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
