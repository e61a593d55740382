import { counted } from '../../../shared/text/count.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, warn } from '../../engine/outcome.ts';
import { locationOf, queryEvidence } from '../../evidence/queries.ts';

/** How far back Prometheus looks for the sample of an instant query. */
const LOOKBACK_MS = 300_000;
/** A window contains two samples at any time only if it is wider than two intervals. */
const INTERVALS = 2;
/** Functions that compare two samples. `avg_over_time` and the like need one. */
const DIFFERENCES = /^(?:i?rate|increase|i?delta|deriv|predict_linear|changes|resets)$/;

/** The windows of queries contain two pushes. */
export const queryRateWindow = defineCheck({
  id: 'TL803',
  link: 'query',
  title: 'Rate windows contain two pushes',
  proves:
    'each range of a query is wider than two flush intervals, and a push arrives within the lookback of 5 minutes',
  explain:
    'rate() and increase() need two samples within their window. A metric that is pushed every minute has one sample in a ' +
    'window of a minute, so the query is empty most of the time. Use four intervals, or $__rate_interval with the ' +
    "data source's interval set to the flush interval. Pushes more than 5 minutes apart leave gaps in every graph.",
  severity: 'warning',
  modes: [62, 64],
  needs: [contractSelectors, 'contract'],
  run: ({ contract, contractSelectors }) => {
    const { flushIntervalMs } = contract;
    if (flushIntervalMs >= LOOKBACK_MS) {
      return warn(
        `a push every ${flushIntervalMs / 1_000} s is rarer than the lookback of 5 minutes`,
        [
          {
            source: contract.flushIntervalFrom ?? 'contract',
            saw: `flush interval ${flushIntervalMs / 1_000} s`,
          },
        ],
        { modes: [62], fix: { kind: 'manual', text: 'push at least every minute' } },
      );
    }
    const windows = contractSelectors.filter(
      ({ selector }) =>
        selector.rangeMs !== undefined && selector.within.some((name) => DIFFERENCES.test(name)),
    );
    const narrow = windows.filter(({ selector: { rangeMs = 0 } }) => rangeMs < INTERVALS * flushIntervalMs);
    const [first] = narrow;
    if (!first) {
      return pass(
        windows.length === 0
          ? `pushes of ${flushIntervalMs / 1_000} s are within the lookback, and no query has a fixed window`
          : `each of ${windows.length} fixed windows contains two pushes of ${flushIntervalMs / 1_000} s`,
        [
          {
            source: contract.flushIntervalFrom ?? 'contract',
            saw: `flush interval ${flushIntervalMs / 1_000} s`,
          },
          ...windows.slice(0, 10).map(({ query }) => queryEvidence(query, query.expression)),
        ],
      );
    }
    const evidence = narrow
      .slice(0, 10)
      .map(({ query, selector }) =>
        queryEvidence(query, `a window of ${(selector.rangeMs ?? 0) / 1_000} s: ${query.expression}`),
      );
    return warn(
      `${counted(narrow.length, 'window is', 'windows are')} shorter than two pushes of ${flushIntervalMs / 1_000} s`,
      evidence,
      {
        modes: [64],
        location: locationOf(first.query),
        affects: narrow.map(({ query }) => query.where),
        fix: {
          kind: 'manual',
          text: `use a window of ${(4 * flushIntervalMs) / 1_000}s or more, or $__rate_interval`,
        },
      },
    );
  },
});
