import type { ExpectedMetric } from '../contract/index.ts';
import { metricsOf } from './meant-metric.ts';

const CLASSIC = ['_bucket', '_count', '_sum'] as const;

/**
 * The names that a histogram of the contract has in the other form: classic, as three series, or native, as one. Empty for
 * anything else, and where another metric of the contract is stored under such a name.
 */
export function otherForms(name: string, expected: readonly ExpectedMetric[]): readonly string[] {
  const [metric, second] = metricsOf(name, expected);
  if (!metric || second || !/histogram$/i.test(metric.metric.kind) || !metric.series.includes(name))
    return [];
  const { prometheus } = metric;
  const forms = name === prometheus ? CLASSIC.map((suffix) => `${prometheus}${suffix}`) : [prometheus];
  return forms.filter((form) => metricsOf(form, expected).every((one) => one === metric));
}
