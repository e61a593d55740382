import type { ExpectedMetric } from '../contract/index.ts';
import type { MetricRename } from '../promql/index.ts';
import { otherNames } from './arrival/candidates.ts';

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

/** The series that a name means which another strategy makes of the same metric; undefined for any other name. */
export function meantSeries(name: string, expected: readonly ExpectedMetric[]): string | undefined {
  return meantRename(name, expected)?.to;
}

/**
 * The right name for one which another strategy makes of the same metric, or a unit that one side lacks, or which has a dot
 * for an underscore; and the labels that are other ones with it. Undefined for every other name, however close it is: a
 * word that differs is another metric. Undefined also for the name of a histogram without suffix, which is right where it
 * is stored as a native one, and for a name that two metrics may have.
 */
export function meantRename(name: string, expected: readonly ExpectedMetric[]): MetricRename | undefined {
  // A colon is in the names of recording rules only; no OTLP name is stored with one.
  if (name.includes(':')) return undefined;
  const found = new Map<string, Map<string, string>>();
  for (const metric of expected) {
    for (const { series, labels, optionalLabels } of spellingsOf(metric)) {
      const at = series.findIndex((one) => one === name || one === underscored(name));
      const to = metric.series[at];
      if (to === undefined || to === name) continue;
      const others = found.get(to) ?? new Map<string, string>();
      found.set(to, others);
      const right = [...metric.labels, ...metric.optionalLabels];
      for (const [index, label] of [...labels, ...optionalLabels].entries())
        if (label !== right[index]) others.set(label, right[index]!);
    }
  }
  const [first, second] = found;
  return first && !second ? { to: first[0], labels: first[1] } : undefined;
}

type Spelling = Pick<ExpectedMetric, 'series' | 'labels' | 'optionalLabels'>;

/** The series and labels of a metric under other strategies and units, each in the order of the metric itself. */
function spellingsOf(metric: ExpectedMetric): Spelling[] {
  const { series, labels, optionalLabels } = metric;
  const withoutTotal = series.map((one) => one.replace(/_total$/, ''));
  return [
    ...otherNames(metric.metric).filter(({ unit }) => isSameScale(unit, metric.metric.unit)),
    { series: withoutTotal, labels, optionalLabels },
    { series, labels, optionalLabels },
  ];
}

function underscored(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '_');
}

/** With another unit the values are others: a query with a threshold would be wrong under the new name. */
function isSameScale(unit: string, own: string): boolean {
  return unit === own || unit === '' || own === '';
}
