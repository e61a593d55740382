import type { ExpectedMetric } from '../contract/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { QuerySelector } from '../promql/index.ts';
import { expected } from './expected-metrics.ts';
import { meantMetric } from './meant-metric.ts';
import { queries, type ReadQuery } from './queries.ts';

/** A selector of a query, and the metric of the contract that it selects. */
export interface ContractSelector {
  readonly query: ReadQuery;
  readonly selector: QuerySelector;
  readonly metric: ExpectedMetric;
}

/** Every selector in the dashboards and rules that selects a metric of the contract. */
export const contractSelectors = defineEvidence({
  name: 'contractSelectors',
  needs: [queries, expected],
  answer: ({ queries, expected }) => {
    const found = selectorsOf(queries.read, expected);
    return found.length === 0 ? notKnown('no query selects a metric of the contract') : known(found);
  },
});

function selectorsOf(
  read: readonly ReadQuery[],
  expected: readonly ExpectedMetric[],
): readonly ContractSelector[] {
  return read.flatMap((query) =>
    query.reading.selectors.flatMap((selector) => {
      // A misspelt name is judged as the metric that it means: its other faults are found in the same run.
      const metric = meantMetric(selector.name ?? '', expected);
      return metric ? [{ query, selector, metric }] : [];
    }),
  );
}
