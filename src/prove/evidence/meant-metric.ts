import type { ExpectedMetric } from '../contract/index.ts';
import { otherNames } from './arrival/candidates.ts';

/** Suffixes of the series of one metric. */
const PARTS = ['_bucket', '_count', '_sum'] as const;

/** The metric of the contract that a series belongs to. */
export function metricOf(name: string, expected: readonly ExpectedMetric[]): ExpectedMetric | undefined {
  return metricsOf(name, expected)[0];
}

/** All of them: two metrics may be stored under one name, such as shop.orders and shop.orders.total. */
export function metricsOf(name: string, expected: readonly ExpectedMetric[]): readonly ExpectedMetric[] {
  const stored = expected.filter(({ series }) => series.includes(name));
  return stored.length > 0 ? stored : expected.filter(({ prometheus }) => prometheus === name);
}

/** The same, also for the name that another strategy or unit makes of it. */
export function meantMetric(name: string, expected: readonly ExpectedMetric[]): ExpectedMetric | undefined {
  return metricOf(name, expected) ?? metricOf(meantSeries(name, expected) ?? '', expected);
}

/**
 * The series that a name means which another strategy makes of the same metric, or a unit that one side lacks, or which
 * has a dot for an underscore. Undefined for every other name, however close it is: a word that differs is another metric. Undefined also for
 * the name of a histogram without suffix, which is right where it is stored as a native one.
 */
export function meantSeries(name: string, expected: readonly ExpectedMetric[]): string | undefined {
  // A colon is in the names of recording rules only; no OTLP name is stored with one.
  if (name.includes(':')) return undefined;
  const part = PARTS.find((ending) => name.endsWith(ending)) ?? '';
  const family = part === '' ? name : name.slice(0, -part.length);
  const plain = family.replaceAll(/[^A-Za-z0-9]/g, '_');
  for (const metric of expected) {
    const names = otherNames(metric.metric)
      .filter(({ unit }) => isSameScale(unit, metric.metric.unit))
      .map(({ countSeries }) => countSeries.replace(/_count$/, ''));
    const stems = [metric.prometheus, metric.prometheus.replace(/_total$/, ''), ...names];
    if (stems.includes(family) || stems.includes(plain)) {
      const meant = seriesOf(metric, part);
      // A stem may be the stored name itself: a counter's without _total, read as that of another unit.
      if (meant !== undefined && meant !== name) return meant;
    }
  }
  return undefined;
}

/** With another unit the values are others: a query with a threshold would be wrong under the new name. */
function isSameScale(unit: string, own: string): boolean {
  return unit === own || unit === '' || own === '';
}

function seriesOf({ series, prometheus }: ExpectedMetric, part: string): string | undefined {
  return series.find((name) => name === prometheus || (part !== '' && name === `${prometheus}${part}`));
}
