import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { locationOf, queryEvidence } from '../../evidence/queries.ts';
import { selectorOf } from '../../sources/index.ts';

/** Quantiles are below the highest finite bucket bound. */
export const queryBucketRange = defineCheck({
  id: 'TL805',
  link: 'query',
  title: 'Buckets cover the quantiles',
  proves: 'each quantile that a query computes is below the highest finite bound of the stored buckets',
  explain:
    'histogram_quantile() never returns more than the highest finite bound: where more than 5 % of the values are above ' +
    "it, the 95th percentile is always that bound. The SDK's default buckets end at 10 000, which is ten seconds in " +
    'milliseconds. Choose buckets that cover the values of the histogram.',
  severity: 'warning',
  modes: [],
  needs: [contractSelectors, 'backend', arrival],
  dependsOn: ['TL501'],
  run: async ({ contractSelectors, backend, arrival }) => {
    const asked = contractSelectors.flatMap((one) => {
      const { quantile, name } = one.selector;
      return quantile === undefined || Number.isNaN(quantile) || name === undefined
        ? []
        : [{ ...one, quantile, name }];
    });
    if (asked.length === 0) return skip('no query computes a quantile of a metric of the contract');
    const { identity, at } = arrival;
    const names = [...new Set(asked.map(({ name }) => name))];
    const stored = await backend.api.values(`sum by (__name__, le) (${selectorOf(names, identity)})`, at);
    const results = asked.flatMap(({ query, name, quantile }) => {
      const bounds = stored
        .filter(({ labels }) => labels['__name__'] === name)
        .map(({ labels, value }) => ({ bound: Number(labels['le']?.replace('+Inf', 'Infinity')), value }))
        .toSorted((a, b) => a.bound - b.bound);
      const total = bounds.at(-1)?.value ?? 0;
      const highest = bounds.findLast(({ bound }) => Number.isFinite(bound));
      return highest && total > 0
        ? [{ query, name, quantile, bound: highest.bound, isAbove: highest.value / total < quantile }]
        : [];
    });
    const short = results.filter(({ isAbove }) => isAbove);
    const [first] = short;
    if (!first) {
      const seen = judged(
        results.map(({ query, name, quantile, bound }) =>
          queryEvidence(query, `the ${quantile} quantile of ${name} is at most its highest bound, ${bound}`),
        ),
      );
      if (!seen) return unknown('the backend has no buckets of the metrics whose quantiles are computed');
      const rest = asked.length - results.length;
      return pass(
        `${counted(results.length, 'quantile is', 'quantiles are')} within the buckets${rest > 0 ? `; ${rest} of metrics without buckets not judged` : ''}`,
        seen,
      );
    }
    const evidence = short
      .slice(0, 10)
      .map(({ query, name, quantile, bound }) =>
        queryEvidence(query, `the ${quantile} quantile of ${name} is above its highest bound, ${bound}`),
      );
    return warn(
      `${short.length} quantiles are above the highest bucket, such as one of ${first.name}`,
      evidence,
      {
        location: locationOf(first.query),
        affects: short.map(({ query }) => query.where),
        fix: { kind: 'manual', text: `add buckets above ${first.bound} to ${first.name}` },
      },
    );
  },
});
