import { arrival } from '../../evidence/arrival/evidence.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { contractLabels } from '../../evidence/contract-labels.ts';
import { runOn } from '../../evidence/trial.ts';
import { locationOf, queryEvidence } from '../../evidence/queries.ts';
import { pass, warn } from '../../engine/outcome.ts';

/** The two sides of an operation can match. */
export const queryOperandsNeverMatch = defineCheck({
  id: 'TL808',
  link: 'query',
  title: 'Both sides of an operation can match',
  proves: 'series on both sides of an operation have the labels by which they are matched',
  explain:
    'A / B divides series that have the same labels. Where one side has a label that the other never has, no two series ' +
    'match, and the query returns nothing although each side alone returns data: cost by model and provider against ' +
    'tokens by direction, model and provider. Aggregate both sides to the same labels, or name the labels to match by: ' +
    'on (…), ignoring (…), with group_left where many series match one.',
  severity: 'error',
  modes: [60],
  needs: [contractSelectors, contractLabels],
  uses: ['backend', arrival],
  run: async ({ contractSelectors, contractLabels, backend, arrival }) => {
    const queries = [...new Set(contractSelectors.map(({ query }) => query))];
    const byContract = queries.flatMap((query) =>
      query.reading.labelFlow(contractLabels).apart.map((one) => ({ query, ...one })),
    );
    // What the backend returns outweighs what the contract says of labels.
    const runnable = byContract.flatMap(({ expression, hasVariables }) => (hasVariables ? [] : [expression]));
    const results = backend && (await runOn(backend, runnable, arrival?.at ?? Date.now()));
    const apart = byContract.filter(({ expression }) => {
      const result = results?.get(expression);
      return !(result?.ok && result.value.length > 0);
    });
    const [first] = apart;
    if (!first) return pass(`the sides of every operation in ${queries.length} queries can match`, []);
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
