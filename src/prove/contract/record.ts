import type { MetricKind } from '../translate/index.ts';
import type { Contract, ContractMetric } from './contract.ts';

/** The part of a stored series that a contract is made from. */
export interface RecordedSeries {
  /** Including `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix milliseconds. */
  readonly times: readonly number[];
  readonly isNativeHistogram: boolean;
}

export interface Recording {
  readonly name: string;
  readonly job: string;
  readonly instance?: string | undefined;
  readonly series: readonly RecordedSeries[];
  /** Types by metric name, if the backend has them. */
  readonly types: ReadonlyMap<string, string>;
  /** Labels that identify the service and its instances. */
  readonly identity: ReadonlySet<string>;
  /** Stored names that are no metrics of the service, such as those of its exporter's own health. */
  readonly leftOut: ReadonlySet<string>;
}

/** Series that Prometheus adds to what it scrapes, and the series of a resource. */
const NOT_OF_THE_SERVICE =
  /^(?:up|target_info|scrape_(?:duration_seconds|samples_scraped|samples_post_metric_relabeling|series_added|timeout_seconds|sample_limit|body_size_bytes))$/;

const DEFAULT_INTERVAL_MS = 60_000;
/** With a shorter interval, a contract would report a short pause as the end of a metric. */
const SHORTEST_INTERVAL_MS = 15_000;
const MOMENT_MS = 1_000;
const FEWEST_GAPS = 3;

/**
 * A contract of stored names, because OTLP names cannot be derived from them. It contains each stored name, alone or as a
 * part of its histogram or summary.
 */
export function recordedContract(recording: Recording): Contract {
  const { name, job, instance, series } = recording;
  return {
    name,
    job,
    ...(instance === undefined ? {} : { instance }),
    flushIntervalMs: intervalOf(series),
    metrics: metricsOf(recording),
  };
}

function metricsOf({ series, types, identity, leftOut }: Recording): ContractMetric[] {
  const byName = new Map<string, RecordedSeries[]>();
  for (const one of series) {
    const name = one.labels['__name__'] ?? '';
    if (name === '' || NOT_OF_THE_SERVICE.test(name) || leftOut.has(name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const taken = new Set<string>();
  const metrics: ContractMetric[] = [];
  const add = (prometheus: string, kind: MetricKind, parts: readonly string[], own: string): void => {
    for (const part of parts) taken.add(part);
    const labels = new Set(parts.flatMap((part) => labelsOf(byName.get(part) ?? [])));
    const attributes = [...labels].filter((label) => label !== own && !identity.has(label)).toSorted();
    metrics.push({ prometheus, kind, unit: '', attributes, mayBeIdle: false });
  };
  for (const [name, own] of byName) {
    const family = familyOf(name, own, byName);
    if (family) add(family.name, family.kind, family.parts, family.label);
  }
  for (const [name, own] of byName) {
    if (!taken.has(name)) add(name, kindOf(name, own, types), [name], '');
  }
  return metrics.toSorted((a, b) => compare(a.prometheus ?? '', b.prometheus ?? ''));
}

interface Family {
  readonly name: string;
  readonly kind: MetricKind;
  readonly parts: readonly string[];
  /** The label that distinguishes its series. */
  readonly label: string;
}

/** The histogram or summary that a name is the first part of; undefined if a part is missing. */
function familyOf(
  name: string,
  series: readonly RecordedSeries[],
  byName: ReadonlyMap<string, unknown>,
): Family | undefined {
  const labels = labelsOf(series);
  const isWhole = (family: string): boolean => byName.has(`${family}_count`) && byName.has(`${family}_sum`);
  // VictoriaMetrics stores the buckets of exponential histograms with the label vmrange.
  const bound = ['le', 'vmrange'].find((label) => labels.includes(label));
  const family = name.replace(/_bucket$/, '');
  if (family !== name && bound !== undefined && isWhole(family)) {
    const parts = [name, `${family}_count`, `${family}_sum`];
    return { name: family, kind: 'histogram', parts, label: bound };
  }
  if (labels.includes('quantile') && isWhole(name)) {
    return { name, kind: 'summary', parts: [name, `${name}_count`, `${name}_sum`], label: 'quantile' };
  }
  return undefined;
}

function kindOf(
  name: string,
  series: readonly RecordedSeries[],
  types: ReadonlyMap<string, string>,
): MetricKind {
  if (series.some(({ isNativeHistogram }) => isNativeHistogram)) return 'exponentialHistogram';
  // As in OpenMetrics, metadata may have the name without the suffix.
  const type = types.get(name) ?? types.get(name.replace(/_total$/, ''));
  return type === 'counter' || name.endsWith('_total') ? 'counter' : 'gauge';
}

function labelsOf(series: readonly RecordedSeries[]): string[] {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  names.delete('__name__');
  return [...names];
}

/** The median time between two samples of a series; the default if there are too few. */
function intervalOf(series: readonly RecordedSeries[]): number {
  const gaps = series
    .flatMap(({ times }) => times.slice(1).map((time, at) => time - (times[at] ?? time)))
    // A flush or a shutdown adds a push right after the last one.
    .filter((gap) => gap >= MOMENT_MS)
    .toSorted((a, b) => a - b);
  if (gaps.length < FEWEST_GAPS) return DEFAULT_INTERVAL_MS;
  const middle = gaps[Math.floor(gaps.length / 2)] ?? DEFAULT_INTERVAL_MS;
  return Math.max(SHORTEST_INTERVAL_MS, Math.round(middle / 1_000) * 1_000);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
