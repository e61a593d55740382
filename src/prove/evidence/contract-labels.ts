import type { ExpectedMetric } from '../contract/index.ts';
import { labelSet, type LabelsOf } from '../promql/index.ts';
import { metricMeantBy } from './meant-metric.ts';

/** Labels that any series may have beside those of its attributes. */
const OF_ANY_SERIES = ['instance', 'otel_scope_name', 'otel_scope_version'];

/**
 * Labels of the series that a selector selects, for followLabels(). Undefined for a metric that is not in the contract:
 * its labels are not known.
 *
 * @param seen label names that the backend holds, by the series that counts a metric
 */
export function labelsByContract(
  expected: readonly ExpectedMetric[],
  seen?: ReadonlyMap<string, ReadonlySet<string>>,
): LabelsOf {
  return (matchers) => {
    const name =
      matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value ?? '';
    const metric = metricMeantBy(name, expected);
    if (!metric) return undefined;
    const { kind } = metric.metric;
    const own = kind === 'histogram' && name.endsWith('_bucket') ? ['le'] : [];
    const optional = [
      ...metric.optionalLabels,
      ...OF_ANY_SERIES,
      ...(seen?.get(metric.countSeries) ?? []),
      ...(kind === 'summary' ? ['quantile'] : []),
    ];
    // A filter on a label that the metric lacks is its own finding, so the label counts as present here.
    const filtered = matchers.filter(({ matches }) => !matches('')).map(({ label }) => label);
    return labelSet(
      ['job', ...metric.labels, ...own, ...filtered.filter((label) => label !== '__name__')],
      optional,
    );
  };
}
