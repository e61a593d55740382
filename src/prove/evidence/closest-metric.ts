import { distance } from 'fastest-levenshtein';
import type { ExpectedMetric } from '../contract/index.ts';
import { otherNames } from './arrival/candidates.ts';

/** Suffixes of the series of one metric. */
const PARTS = ['_bucket', '_count', '_sum'] as const;
/** A name that differs in more than this part of its letters is another name. */
const NEAR = 0.3;

/** The metric of the contract that a series belongs to. */
export function metricOf(name: string, expected: readonly ExpectedMetric[]): ExpectedMetric | undefined {
  return metricsOf(name, expected)[0];
}

/** All of them: two metrics may be stored under one name, such as shop.orders and shop.orders.total. */
export function metricsOf(name: string, expected: readonly ExpectedMetric[]): readonly ExpectedMetric[] {
  const stored = expected.filter(({ series }) => series.includes(name));
  return stored.length > 0 ? stored : expected.filter(({ prometheus }) => prometheus === name);
}

/** The same, also for a name that is wrong but close to one of the contract. */
export function closestMetric(name: string, expected: readonly ExpectedMetric[]): ExpectedMetric | undefined {
  return metricOf(name, expected) ?? metricOf(closestSeries(name, expected) ?? '', expected);
}

/**
 * The series name that a wrong one means: it has the name of another strategy or unit, a dot for an underscore, no
 * histogram suffix, or a spelling mistake. Undefined where no metric of the contract is close.
 */
export function closestSeries(name: string, expected: readonly ExpectedMetric[]): string | undefined {
  // A colon is in the names of recording rules only; no OTLP name is stored with one.
  if (name.includes(':')) return undefined;
  const part = PARTS.find((ending) => name.endsWith(ending)) ?? '';
  const family = part === '' ? name : name.slice(0, -part.length);
  const plain = family.replaceAll(/[^A-Za-z0-9]/g, '_');
  for (const metric of expected) {
    const names = otherNames(metric.metric).map(({ countSeries }) => countSeries.replace(/_count$/, ''));
    const stems = [metric.prometheus, metric.prometheus.replace(/_total$/, ''), ...names];
    if (stems.includes(family) || stems.includes(plain)) return seriesOf(metric, part);
  }
  const [nearest] = expected
    .map((metric) => ({ metric, wrong: distance(plain, metric.prometheus) }))
    .toSorted((a, b) => a.wrong - b.wrong);
  return nearest && nearest.wrong <= NEAR * nearest.metric.prometheus.length
    ? seriesOf(nearest.metric, part)
    : undefined;
}

/** A histogram is stored as three series; a name without a suffix means its count. */
function seriesOf({ series, prometheus }: ExpectedMetric, part: string): string {
  if (series.includes(prometheus)) return prometheus;
  return series.find((name) => name === `${prometheus}${part || '_count'}`) ?? prometheus;
}
