import { distance } from 'fastest-levenshtein';
import type { ExpectedMetric } from '../contract/index.ts';
import { otherNames } from './arrival/candidates.ts';

/** Endings of the series of one metric. */
const PARTS = ['_bucket', '_count', '_sum'] as const;
/** More letters wrong than this part of the name is another name. */
const NEAR = 0.3;

/**
 * The name that was meant by one that nobody stores: of another strategy or unit, with a dot for an underscore, without
 * a histogram's ending, or misspelt. Undefined where nothing of the contract is near.
 */
export function meantBy(name: string, expected: readonly ExpectedMetric[]): string | undefined {
  // No OTLP name becomes one with a colon: it is a recording rule's.
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

/** A histogram is stored as three; a query that names none of them means its count. */
function seriesOf({ series, prometheus }: ExpectedMetric, part: string): string {
  if (series.includes(prometheus)) return prometheus;
  return series.find((name) => name === `${prometheus}${part || '_count'}`) ?? prometheus;
}
