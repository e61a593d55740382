import { answered } from '../../views/backend.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { selectorOf } from '../../sources/index.ts';
import {
  expectedFor,
  locationOf,
  queryEvidence,
  readQueries,
  selectorsOfContract,
} from '../../evidence/queries.ts';

/** Quantiles fall into buckets that have an end. */
export const queryBucketRange = defineCheck({
  id: 'TL805',
  link: 'query',
  title: 'Buckets reach the quantiles',
  proves: 'each quantile that a query asks for lies below the highest bound of the buckets that are stored',
  explain:
    'histogram_quantile() cannot say more than the highest finite bound: where more than 5 % of the values lie above it, ' +
    "the 95th percentile is that bound, whatever happens. The SDK's default buckets end at 10 000, which is ten seconds " +
    'in milliseconds. Give the histogram buckets for what it measures.',
  severity: 'warning',
  modes: [],
  needs: ['readers', 'contract', 'backend', arrival],
  dependsOn: ['TL501'],
  run: async ({ readers, contract, backend, arrival }) => {
    const expected = await expectedFor(contract, backend);
    const asked = selectorsOfContract(readQueries(readers).read, expected).flatMap((one) => {
      const { quantile, name } = one.selector;
      return quantile === undefined || Number.isNaN(quantile) || name === undefined
        ? []
        : [{ ...one, quantile, name }];
    });
    if (asked.length === 0) return unknown('no query asks for a quantile of the contract');
    const { identity, at } = arrival;
    const names = [...new Set(asked.map(({ name }) => name))];
    const stored = await answered(
      backend.api.values(`sum by (__name__, le) (${selectorOf(names, identity)})`, at),
    );
    if (!stored.ok) return unknown(stored.error);
    const short = asked.flatMap(({ query, name, quantile }) => {
      const bounds = stored.value
        .filter(({ labels }) => labels['__name__'] === name)
        .map(({ labels, value }) => ({ bound: Number(labels['le']?.replace('+Inf', 'Infinity')), value }))
        .toSorted((a, b) => a.bound - b.bound);
      const total = bounds.at(-1)?.value ?? 0;
      const highest = bounds.findLast(({ bound }) => Number.isFinite(bound));
      return highest && total > 0 && highest.value / total < quantile
        ? [{ query, name, quantile, bound: highest.bound }]
        : [];
    });
    const [first] = short;
    if (!first) return pass(`${asked.length} quantiles lie within the buckets`, []);
    const evidence = short
      .slice(0, 10)
      .map(({ query, name, quantile, bound }) =>
        queryEvidence(query, `the ${quantile} quantile of ${name} lies above its highest bound, ${bound}`),
      );
    return warn(
      `${short.length} quantiles lie above the highest bucket, ${first.name} among them`,
      evidence,
      {
        location: locationOf(first.query),
        affects: short.map(({ query }) => query.where),
        fix: { kind: 'manual', text: `give ${first.name} buckets that reach further than ${first.bound}` },
      },
    );
  },
});
