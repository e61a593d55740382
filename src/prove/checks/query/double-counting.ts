import { counted } from '../../../shared/text/count.ts';
import { ATTRIBUTES } from '../../../shared/catalog/index.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, skip, warn } from '../../engine/outcome.ts';
import { locationOf, queryEvidence } from '../../evidence/queries.ts';

/** Attributes with values that are sums of other values. */
const OVERLAPPING = Object.entries(ATTRIBUTES).flatMap(([key, attribute]) =>
  'overlapping' in attribute ? [{ key, parts: Object.entries(attribute.overlapping) }] : [],
);

/** Sums count nothing twice. */
export const queryDoubleCounting = defineCheck({
  id: 'TL806',
  link: 'query',
  title: 'Sums count nothing twice',
  proves: 'no query adds up kinds of tokens of which one includes another',
  explain:
    'openclaw_tokens_total has a series for each direction, and the directions prompt and total are sums of others: a sum ' +
    'over all directions counts each token two or three times. Filter by one direction, or group by direction.',
  severity: 'warning',
  modes: [],
  needs: [contractSelectors],
  run: ({ contractSelectors }) => {
    const sums = contractSelectors.filter(
      ({ selector, metric }) =>
        selector.within.includes('sum') &&
        OVERLAPPING.some(({ key }) => metric.metric.attributes.includes(key)),
    );
    const twice = sums.flatMap(({ query, selector, metric }) =>
      OVERLAPPING.filter(({ key }) => {
        if (!metric.metric.attributes.includes(key)) return false;
        return !(selector.groupedBy ?? [key]).includes(key);
      }).flatMap(({ key, parts }) => {
        const filters = selector.matchers.filter(({ label }) => label === key);
        // A variable may choose one value.
        if (filters.some(({ isVariable }) => isVariable)) return [];
        const isSelected = (value: string): boolean => filters.every(({ matches }) => matches(value));
        const [whole] = parts.filter(([value, held]) => isSelected(value) && held.some(isSelected));
        return whole ? [{ query, metric, key, whole: whole[0] }] : [];
      }),
    );
    const [first] = twice;
    if (!first) {
      const seen = judged(sums.map(({ query }) => queryEvidence(query, query.expression)));
      return seen
        ? pass(`none of ${sums.length} sums counts anything twice`, seen)
        : skip('no query adds up a metric of which some series include others');
    }
    const evidence = twice
      .slice(0, 10)
      .map(({ query, key, whole }) =>
        queryEvidence(query, `sums over ${key}, where ${whole} includes others: ${query.expression}`),
      );
    return warn(
      `${counted(twice.length, 'sum counts', 'sums count')} tokens twice: ${first.metric.prometheus} over ${first.key}`,
      evidence,
      {
        location: locationOf(first.query),
        affects: twice.map(({ query }) => query.where),
        fix: { kind: 'manual', text: `filter by one ${first.key} or group by it: sum by (${first.key}) (…)` },
      },
    );
  },
});
