import { followLabels } from '../../promql/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import {
  expectedFor,
  labelsByContract,
  locationOf,
  queryEvidence,
  readQueries,
  selectorsOfContract,
} from '../../evidence/queries.ts';

/** The two sides of an operation can meet. */
export const queryOperandsNeverMatch = defineCheck({
  id: 'TL808',
  link: 'query',
  title: 'Both sides of an operation can meet',
  proves: 'series on both sides of an operation have the labels by which they are matched',
  explain:
    'A / B divides series that have the same labels. Where one side has a label that the other never has, no two of ' +
    'them meet, and the query returns nothing while both sides alone return data: a cost for each model and provider ' +
    'against tokens for each direction, model and provider. Aggregate both to the same labels, or say which count: ' +
    'on (…), ignoring (…), with group_left where many meet one.',
  severity: 'error',
  modes: [60],
  needs: ['readers', 'contract'],
  uses: ['backend', arrival],
  run: async ({ readers, contract, backend, arrival }) => {
    const expected = await expectedFor(contract, backend);
    const of = selectorsOfContract(readQueries(readers).read, expected);
    const queries = [...new Set(of.map(({ query }) => query))];
    if (queries.length === 0) return unknown('no query asks for a metric of the contract');
    const labelsOf = labelsByContract(expected, arrival?.labelNames);
    const apart = queries.flatMap((query) =>
      followLabels(query.expression, labelsOf).apart.map((one) => ({ query, ...one })),
    );
    const [first] = apart;
    if (!first) return pass(`the sides of every operation in ${queries.length} queries can meet`, []);
    const evidence = apart
      .slice(0, 10)
      .map(({ query, expression, labels }) =>
        queryEvidence(query, `only one side has ${labels.join(', ')}: ${expression}`),
      );
    return warn(
      `${apart.length} operations can never return data: only one side has ${first.labels[0]}`,
      evidence,
      {
        location: locationOf(first.query),
        affects: [...new Set(apart.map(({ query }) => query.where))],
        fix: {
          kind: 'manual',
          text: `aggregate both sides to the same labels, or match by those that both have: ignoring (${first.labels.join(', ')})`,
        },
      },
    );
  },
});
