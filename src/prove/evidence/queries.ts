import { type ExpectedMetric, expectedMetrics, type Contract } from '../contract/index.ts';
import {
  labelSet,
  type LabelsOf,
  QueryError,
  type QuerySelector,
  readQuery,
  type QueryReading,
} from '../promql/index.ts';
import type { ReaderQuery, Readers } from '../sources/index.ts';
import type { Backend } from '../translate/index.ts';
import type { BackendView } from '../views/backend.ts';
import type { Evidence, Location } from '../engine/outcome.ts';
import { meantBy } from './meant-metric.ts';

/** An expression that could be read. */
export interface ReadQuery extends ReaderQuery {
  readonly reading: QueryReading;
}

const CANONICAL: Backend = { flavour: 'prometheus', version: { major: 3, minor: 5, patch: 3 }, settings: {} };

/** The expressions that are PromQL, and what is wrong with the others. */
export function readQueries({ queries }: Readers): {
  readonly read: readonly ReadQuery[];
  readonly wrong: readonly { readonly query: ReaderQuery; readonly problem: string }[];
} {
  const read: ReadQuery[] = [];
  const wrong: { query: ReaderQuery; problem: string }[] = [];
  for (const query of queries) {
    try {
      read.push({ ...query, reading: readQuery(query.expression) });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      // What cannot be read here may be right all the same: a regular expression that only RE2 has.
      if (error.errorType === 'bad_data') wrong.push({ query, problem: error.message });
    }
  }
  return { read, wrong };
}

/** What the contract's metrics are stored as, by the backend's own rules where there is one. */
export async function expectedFor(
  contract: Contract,
  backend: BackendView | undefined,
): Promise<readonly ExpectedMetric[]> {
  const identity = await backend?.identity();
  return expectedMetrics(contract, identity?.ok ? identity.value.backend : CANONICAL);
}

/** The metric of the contract that a series name belongs to. */
export function metricOf(name: string, expected: readonly ExpectedMetric[]): ExpectedMetric | undefined {
  return expected.find(({ series, prometheus }) => prometheus === name || series.includes(name));
}

/** Every selector of a metric of the contract, with its query. */
export function selectorsOfContract(
  read: readonly ReadQuery[],
  expected: readonly ExpectedMetric[],
): { readonly query: ReadQuery; readonly selector: QuerySelector; readonly metric: ExpectedMetric }[] {
  return read.flatMap((query) =>
    query.reading.selectors.flatMap((selector) => {
      const { name = '' } = selector;
      // One that is misspelt has the rest of its faults all the same.
      const metric = metricOf(name, expected) ?? metricOf(meantBy(name, expected) ?? '', expected);
      return metric ? [{ query, selector, metric }] : [];
    }),
  );
}

/** Labels that a series may have beside those of its attributes. */
const OF_ANY_SERIES = ['instance', 'otel_scope_name', 'otel_scope_version'];

/**
 * The labels of what selectors choose, for following them through an expression; those of other services' metrics are
 * not known.
 *
 * @param seen names of labels that a backend holds, by the series that counts a metric
 */
export function labelsByContract(
  expected: readonly ExpectedMetric[],
  seen?: ReadonlyMap<string, ReadonlySet<string>>,
): LabelsOf {
  return (matchers) => {
    const name =
      matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value ?? '';
    const metric = metricOf(name, expected) ?? metricOf(meantBy(name, expected) ?? '', expected);
    if (!metric) return undefined;
    const { kind } = metric.metric;
    const own = kind === 'histogram' && name.endsWith('_bucket') ? ['le'] : [];
    const optional = [
      ...metric.optionalLabels,
      ...OF_ANY_SERIES,
      ...(seen?.get(metric.countSeries) ?? []),
      ...(kind === 'summary' ? ['quantile'] : []),
    ];
    // A filter on a label that the metric has not is named for itself.
    const filtered = matchers.filter(({ matches }) => !matches('')).map(({ label }) => label);
    return labelSet(
      ['job', ...metric.labels, ...own, ...filtered.filter((label) => label !== '__name__')],
      optional,
    );
  };
}

export function queryEvidence(query: ReaderQuery, saw: string): Evidence {
  return { source: `${query.file}:${query.line}`, saw: `${query.where}: ${saw}` };
}

export function locationOf({ file, line }: ReaderQuery): Location {
  return { file, line };
}
