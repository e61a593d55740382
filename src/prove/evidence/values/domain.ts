import type { AttributeValues, ExpectedMetric } from '../../contract/index.ts';

/** What decides the values of a label. */
export type Domain =
  /** The service of the contract has this value; `isName`: it is its name, with its namespace or without. */
  | { readonly of: 'service'; readonly own: string; readonly isName: boolean }
  /** Bounds of a histogram; undefined if they are not known. */
  | { readonly of: 'bound'; readonly bounds: readonly number[] | undefined }
  | { readonly of: 'quantile' }
  | { readonly of: 'attribute'; readonly values: AttributeValues };

export interface Given {
  readonly expected: readonly ExpectedMetric[];
  readonly job: string | undefined;
  /** Labels that the resource gives to each series of the service. */
  readonly identity: Readonly<Record<string, string>>;
  /** Whether the server makes a label of an attribute with this key where the resource has it. */
  readonly isPromoted: (key: string) => boolean;
}

/**
 * What decides the values of a label of the series with this name: a domain for each metric under the name. Empty where
 * one of them may have any value.
 */
export function domainsOf(name: string, label: string, given: Given): readonly Domain[] {
  const metrics = given.expected.filter(({ series }) => series.includes(name));
  if (name === 'target_info' && metrics.length === 0) return [serviceDomain(label, given) ?? []].flat();
  const domains = metrics.flatMap((metric) => domainOf(metric, name, label, given) ?? []);
  return domains.length === metrics.length ? domains : [];
}

function domainOf(
  { metric, prometheus, labels, optionalLabels }: ExpectedMetric,
  name: string,
  label: string,
  given: Given,
): Domain | undefined {
  const { kind, attributes, optionalAttributes = [], bounds, values = {} } = metric;
  const always = attributes.filter((_, at) => labels[at] === label);
  const sometimes = optionalAttributes.filter((_, at) => optionalLabels[at] === label);
  const [key, another] = [...always, ...sometimes];
  const service = serviceDomain(label, given);
  if (key === undefined) {
    if (service) return service;
    if (label === 'le' && kind === 'histogram' && name.endsWith('_bucket')) return { of: 'bound', bounds };
    return label === 'quantile' && kind === 'summary' && name === prometheus ? { of: 'quantile' } : undefined;
  }
  // The values of several attributes are joined, and the resource may have the one that a data point lacks.
  const isMixed = another !== undefined || service || (always.length === 0 && given.isPromoted(key));
  const known = isMixed ? undefined : values[key];
  return known === undefined ? undefined : { of: 'attribute', values: known };
}

function serviceDomain(label: string, { identity, job }: Given): Domain | undefined {
  const own = identity[label];
  if (own === undefined) return undefined;
  return { of: 'service', own, isName: own === job || job?.endsWith(`/${own}`) === true };
}
