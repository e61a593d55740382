import { matchesAll, type Matcher } from '../prove/promql/matcher.ts';
import type { Aggregation, AggregationOperator, Expression, Selector, Timestamp } from './promql.ts';
import { QueryError } from '../prove/promql/query-error.ts';
import { seriesKey, type Sample, type SeriesLabels, type StoredSeries } from './series.ts';

export interface VectorElement {
  readonly labels: SeriesLabels;
  readonly value: number;
}

export type QueryResult =
  | { readonly type: 'vector'; readonly elements: readonly VectorElement[] }
  | { readonly type: 'matrix'; readonly series: readonly StoredSeries[] };

/** How long after its sample a value is returned. */
export const LOOKBACK_MS = 300_000;

/**
 * @param at milliseconds since 1970; intervals end there, and their start is not in them, as from Prometheus 3 on
 * @throws {QueryError} `execution`
 */
export function evaluate(expression: Expression, series: readonly StoredSeries[], at: number): QueryResult {
  if (expression.type !== 'range') return { type: 'vector', elements: instant(expression, series, at) };
  const ranges = select(series, expression.matchers).flatMap(({ labels, samples }) => {
    const within = samples.filter((sample) => isWithin(sample, at, expression.rangeMs) && !sample.stale);
    return within.length === 0 ? [] : [{ labels, samples: within }];
  });
  return { type: 'matrix', series: ranges };
}

function instant(
  expression: Selector | Timestamp | Aggregation,
  series: readonly StoredSeries[],
  at: number,
): VectorElement[] {
  if (expression.type === 'aggregation') return aggregate(expression, instant(expression.of, series, at));
  if (expression.type === 'selector') {
    return newest(series, expression, at).map(({ labels, sample }) => ({ labels, value: sample.value }));
  }
  const times = newest(series, expression.of, at).map(({ labels, sample }) => ({
    labels: without(labels, '__name__'),
    value: sample.time / 1_000,
  }));
  // Without names, two metrics with the same labels are the same series twice; Prometheus rejects that.
  if (new Set(times.map(({ labels }) => seriesKey(labels))).size < times.length) {
    throw new QueryError('execution', 'vector cannot contain metrics with the same labelset');
  }
  return times;
}

function newest(
  series: readonly StoredSeries[],
  { matchers }: Selector,
  at: number,
): { labels: SeriesLabels; sample: Sample }[] {
  return select(series, matchers).flatMap(({ labels, samples }) => {
    const sample = samples.findLast(({ time }) => time <= at);
    return sample && !sample.stale && isWithin(sample, at, LOOKBACK_MS) ? [{ labels, sample }] : [];
  });
}

function aggregate({ by, operator }: Aggregation, elements: readonly VectorElement[]): VectorElement[] {
  const groups = new Map<string, { labels: SeriesLabels; values: number[] }>();
  for (const { labels, value } of elements) {
    const own = new Map([...labels].filter(([name]) => by.includes(name)));
    const key = seriesKey(own);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels: own, values: [value] });
    else group.values.push(value);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: AGGREGATE[operator](values) }));
}

const AGGREGATE: Readonly<Record<AggregationOperator, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  count: (values) => values.length,
  max: (values) => extreme(values, (a, b) => a > b),
  min: (values) => extreme(values, (a, b) => a < b),
};

/** NaN only where all values are NaN. */
function extreme(values: readonly number[], beats: (a: number, b: number) => boolean): number {
  return values.reduce(
    (best, value) => (beats(value, best) || Number.isNaN(best) ? value : best),
    Number.NaN,
  );
}

export function select(series: readonly StoredSeries[], matchers: readonly Matcher[]): StoredSeries[] {
  return series.filter(({ labels }) => matchesAll(matchers, labels));
}

function isWithin({ time }: Sample, at: number, rangeMs: number): boolean {
  return time <= at && time > at - rangeMs;
}

function without(labels: SeriesLabels, name: string): SeriesLabels {
  return new Map([...labels].filter(([own]) => own !== name));
}
