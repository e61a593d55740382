import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import {
  expectedFor,
  locationOf,
  queryEvidence,
  readQueries,
  selectorsOfContract,
} from '../../evidence/queries.ts';

const LOOKBACK_MS = 300_000;
/** A window that holds two samples at each moment has to be wider than two intervals. */
const INTERVALS = 2;
/** Those that compare two samples; `avg_over_time` and its like take one. */
const DIFFERENCES = /^(?:i?rate|increase|i?delta|deriv|predict_linear|changes|resets)$/;

/** Windows of queries hold two pushes. */
export const queryRateWindow = defineCheck({
  id: 'TL803',
  link: 'query',
  title: 'Rate windows hold two pushes',
  proves:
    'each range of a query is wider than two flush intervals, and a push comes within the lookback of 5 minutes',
  explain:
    'rate() and increase() need two samples within their window. Metrics that are pushed every minute have one in a ' +
    'window of a minute, so the query is empty most of the time. Take four intervals, or $__rate_interval with the ' +
    "data source's interval set to that of the pushes. Pushes more than 5 minutes apart leave holes in every graph.",
  severity: 'warning',
  modes: [62, 64],
  needs: ['readers', 'contract'],
  uses: ['backend'],
  run: async ({ readers, contract, backend }) => {
    const expected = await expectedFor(contract, backend);
    const of = selectorsOfContract(readQueries(readers).read, expected);
    if (of.length === 0) return unknown('no query asks for a metric of the contract');
    const { flushIntervalMs } = contract;
    if (flushIntervalMs >= LOOKBACK_MS) {
      return warn(
        `a push every ${flushIntervalMs / 1_000} s is rarer than the lookback of 5 minutes`,
        [{ source: 'contract', saw: `flush interval ${flushIntervalMs / 1_000} s` }],
        { modes: [62], fix: { kind: 'manual', text: 'push at least every minute' } },
      );
    }
    const narrow = of.filter(
      ({ selector }) =>
        selector.rangeMs !== undefined &&
        selector.within.some((name) => DIFFERENCES.test(name)) &&
        selector.rangeMs < INTERVALS * flushIntervalMs,
    );
    const [first] = narrow;
    if (!first) return pass(`windows hold two pushes of ${flushIntervalMs / 1_000} s`, []);
    const evidence = narrow
      .slice(0, 10)
      .map(({ query, selector }) =>
        queryEvidence(query, `a window of ${(selector.rangeMs ?? 0) / 1_000} s: ${query.expression}`),
      );
    return warn(
      `${narrow.length} windows are shorter than two pushes of ${flushIntervalMs / 1_000} s`,
      evidence,
      {
        modes: [64],
        location: locationOf(first.query),
        affects: narrow.map(({ query }) => query.where),
        fix: {
          kind: 'manual',
          text: `take a window of ${(4 * flushIntervalMs) / 1_000}s or more, or $__rate_interval`,
        },
      },
    );
  },
});
