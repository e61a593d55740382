import { type ExpectedMetric, expectedMetrics, type Contract } from '../../contract/index.ts';
import { QueryError, type QuerySelector, readQuery, type QueryReading } from '../../promql/index.ts';
import type { ReaderQuery, Readers } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import type { BackendView } from '../backend-view.ts';
import type { Evidence, Location } from '../outcome.ts';
import { meantBy } from './reader-names.ts';

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
      wrong.push({ query, problem: error.message });
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

export function queryEvidence(query: ReaderQuery, saw: string): Evidence {
  return { source: `${query.file}:${query.line}`, saw: `${query.where}: ${saw}` };
}

export function locationOf({ file, line }: ReaderQuery): Location {
  return { file, line };
}
