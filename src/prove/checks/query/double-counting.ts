import { ATTRIBUTES } from '../../../shared/catalog/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import {
  expectedFor,
  locationOf,
  queryEvidence,
  readQueries,
  selectorsOfContract,
} from '../../evidence/queries.ts';

/** Attributes some of whose values are sums of others. */
const OVERLAPPING = Object.entries(ATTRIBUTES).flatMap(([key, attribute]) =>
  'overlapping' in attribute ? [{ key, parts: Object.entries(attribute.overlapping) }] : [],
);

/** Sums count nothing twice. */
export const queryDoubleCounting = defineCheck({
  id: 'TL806',
  link: 'query',
  title: 'Sums count nothing twice',
  proves: 'no query adds up kinds of tokens of which one holds the other',
  explain:
    'openclaw_tokens_total has a series for each direction, and prompt and total are sums of others: adding all of them ' +
    'up counts each token two or three times. Filter by one direction, or group by it.',
  severity: 'warning',
  modes: [],
  needs: ['readers', 'contract'],
  uses: ['backend'],
  run: async ({ readers, contract, backend }) => {
    const expected = await expectedFor(contract, backend);
    const of = selectorsOfContract(readQueries(readers).read, expected);
    if (of.length === 0) return unknown('no query asks for a metric of the contract');
    const twice = of.flatMap(({ query, selector, metric }) =>
      OVERLAPPING.filter(({ key }) => {
        if (!metric.metric.attributes.includes(key) || !selector.within.includes('sum')) return false;
        return !(selector.groupedBy ?? [key]).includes(key);
      }).flatMap(({ key, parts }) => {
        const own = selector.matchers.filter(({ label }) => label === key);
        const isAsked = (value: string): boolean => own.every(({ matches }) => matches(value));
        const [whole] = parts.filter(([value, held]) => isAsked(value) && held.some(isAsked));
        return whole ? [{ query, metric, key, whole: whole[0] }] : [];
      }),
    );
    const [first] = twice;
    if (!first) return pass('no sum counts anything twice', []);
    const evidence = twice
      .slice(0, 10)
      .map(({ query, key, whole }) =>
        queryEvidence(query, `sums over ${key}, of which ${whole} holds others: ${query.expression}`),
      );
    return warn(
      `${twice.length} sums count tokens twice: ${first.metric.prometheus} over ${first.key}`,
      evidence,
      {
        location: locationOf(first.query),
        affects: twice.map(({ query }) => query.where),
        fix: { kind: 'manual', text: `filter by one ${first.key} or group by it: sum by (${first.key}) (…)` },
      },
    );
  },
});
