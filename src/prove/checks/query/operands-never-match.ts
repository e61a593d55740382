import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { contractLabels } from '../../evidence/contract-labels.ts';
import { collision, returnsData, runOn } from '../../evidence/trial.ts';
import { locationOf, queries, queryEvidence, type ReadQuery, restOf } from '../../evidence/queries.ts';
import { judged, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';

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
    'on (…), ignoring (…), with group_left where many series match one. The other way round, the one side may have ' +
    'several series for a match, and the query fails: two pods without service.instance.id have two target_info under ' +
    'one job. It also fails for 5 minutes after a restart with a new instance. With a backend each join is run there.',
  severity: 'error',
  modes: [60],
  needs: ['clock', queries, contractSelectors, contractLabels],
  uses: ['backend', arrival],
  run: async ({ clock, contractSelectors, contractLabels, queries: all, backend, arrival }) => {
    const asked = [...new Set(contractSelectors.map(({ query }) => query))];
    const byContract = asked.flatMap((query) =>
      query.reading.labelFlow(contractLabels).apart.map((one) => ({ query, ...one })),
    );
    const joining = asked.flatMap((query) => {
      const { mayCollide, runnable } = query.reading;
      return mayCollide && runnable !== undefined ? [{ query, runnable }] : [];
    });
    const runnable = [
      ...byContract.flatMap(({ expression, hasVariables }) => (hasVariables ? [] : [expression])),
      ...joining.map((one) => one.runnable),
    ];
    const results = backend && (await runOn(backend, runnable, arrival?.at ?? clock.now()));
    const failing = joining.flatMap((one) => {
      const error = collision(results, one.runnable);
      return error === undefined ? [] : [{ query: one.query, error }];
    });
    if (failing.length > 0) return notUnique(failing);
    // What the backend returns outweighs what the contract says of labels.
    const apart = byContract.filter(({ expression }) => !returnsData(results, expression));
    const [first] = apart;
    if (!first) {
      const ran = joining.filter((one) => results?.has(one.runnable)).length;
      const rest = backend
        ? `; ${ran} of ${asked.filter(joins).length} that join series ran on the backend`
        : '';
      const seen = judged(asked.map((query) => queryEvidence(query, query.expression)));
      if (!seen) return unknown('no query selects a metric of the contract');
      return pass(
        `the sides of every operation in ${counted(asked.length, 'query')} can match${rest}${restOf(all, asked)}`,
        seen,
      );
    }
    const evidence = apart
      .slice(0, 10)
      .map(({ query, expression, labels }) =>
        queryEvidence(query, `only one side has ${labels.join(', ')}: ${expression}`),
      );
    return warn(
      `${counted(apart.length, 'operation')} can never return data: only one side has ${first.labels[0]}`,
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

function joins({ reading }: ReadQuery): boolean {
  return reading.mayCollide;
}

function notUnique(failing: readonly { readonly query: ReadQuery; readonly error: string }[]): Outcome<60> {
  const [first] = failing;
  const readsTarget = failing.some(({ query }) =>
    query.reading.selectors.some(({ name }) => name === 'target_info'),
  );
  return warn(
    `${counted(failing.length, 'query fails', 'queries fail')} on the backend: several series match where one has to`,
    failing.slice(0, 10).map(({ query, error }) => queryEvidence(query, error)),
    {
      modes: [],
      affects: [...new Set(failing.map(({ query }) => query.where))],
      ...(first ? { location: locationOf(first.query) } : {}),
      fix: {
        kind: 'manual',
        text: `aggregate the side that has one series for each match by the labels of on (…)${
          readsTarget
            ? '; or give each process its service.instance.id, so that it has a target_info under another instance, and join on (job, instance)'
            : ''
        }`,
      },
    },
  );
}
