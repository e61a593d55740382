import { counted } from '../../../shared/text/count.ts';
import { selectorOf, type StoredSeries } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { contractSelectors } from '../../evidence/contract-selectors.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { locationOf, queryEvidence } from '../../evidence/queries.ts';
import { metricsSeen, wire } from '../../evidence/tap-recording.ts';

/** Functions that expect cumulative samples. */
const OF_TOTALS = new Set(['rate', 'irate', 'increase']);
const CUMULATIVE = new Set(['counter', 'histogram']);
const WINDOW_MS = 600_000;
/** A cumulative series falls at restarts only; a delta series falls at about every other sample. */
const FEWEST_FALLS = 4;
const FALLS_PER_CHANGE = 0.2;

/** rate() and increase() are applied to cumulative series only. */
export const queryRateOfDeltas = defineCheck({
  id: 'TL807',
  link: 'query',
  title: 'Rates are not taken of deltas',
  proves: 'no query applies rate() or increase() to a counter or histogram that the backend stores as deltas',
  explain:
    'With --enable-feature=otlp-native-delta-ingestion Prometheus stores each delta as it arrives. rate() and increase() ' +
    'expect cumulative samples, so their result looks like a rate and is wrong. Use sum_over_time(x[5m]) in place of ' +
    'increase(x[5m]), and the same divided by the seconds of the window in place of rate(); or send cumulative values ' +
    '(OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative).',
  severity: 'error',
  modes: [65],
  needs: ['readers', 'backend', backendIdentity, arrival],
  uses: [contractSelectors, wire],
  dependsOn: ['TL501'],
  run: async ({ backend, backendIdentity, arrival, contractSelectors = [], wire }) => {
    const { title, backend: rules, flags } = backendIdentity;
    if (!('nativeDelta' in rules.settings && rules.settings.nativeDelta))
      return skip(`${title} is not known to store deltas as they arrive`);
    const asking = contractSelectors.filter(
      ({ selector, metric }) =>
        CUMULATIVE.has(metric.metric.kind ?? '') && selector.within.some((name) => OF_TOTALS.has(name)),
    );
    if (asking.length === 0) return skip('no query computes a rate of a metric of the contract');
    const { identity, at } = arrival;
    const names = [...new Set(asking.map(({ metric }) => metric.countSeries))];
    const stored = await backend.api.samples(selectorOf(names, identity), WINDOW_MS, at);
    const sent = wire ? metricsSeen(wire.exchanges) : [];
    const results = asking.flatMap((one) => {
      const { countSeries, metric } = one.metric;
      const own = stored.filter((series) => series.labels['__name__'] === countSeries);
      const saw = own.some((series) => series.labels['__temporality__'] === 'delta')
        ? `${countSeries} has __temporality__="delta"`
        : sent.some(({ name, temporality }) => name === metric.otlp && temporality === 'delta')
          ? `${metric.otlp} passed the tap as delta`
          : own.some(fallsOften)
            ? `${countSeries} falls repeatedly, which a cumulative series does not`
            : undefined;
      return saw === undefined && own.length === 0 ? [] : [{ ...one, saw, series: own.length }];
    });
    const deltas = results.flatMap((one) => (one.saw === undefined ? [] : [{ ...one, saw: one.saw }]));
    const [first] = deltas;
    if (!first) {
      const seen = judged(
        results.map(({ query, metric: { countSeries }, series }) =>
          queryEvidence(query, `${series} series of ${countSeries} are cumulative`),
        ),
      );
      if (!seen) return unknown('no series that a rate is computed of is stored');
      const rest = asking.length - results.length;
      return pass(
        `${counted(results.length, 'rate is', 'rates are')} taken of cumulative series${rest > 0 ? `; ${rest} of series that are not stored not judged` : ''}`,
        seen,
      );
    }
    return fail(
      `${counted(deltas.length, 'query computes', 'queries compute')} a rate of deltas: ${first.metric.prometheus}`,
      [
        {
          source: `${backend.url}/api/v1/status/flags`,
          saw: `--enable-feature=${flags.get('enable-feature') ?? ''}`,
        },
        { source: backend.url, saw: first.saw },
        ...deltas.slice(0, 10).map(({ query }) => queryEvidence(query, query.expression)),
      ],
      {
        location: locationOf(first.query),
        affects: deltas.map(({ query }) => query.where),
        fix: {
          kind: 'manual',
          text: 'use sum_over_time(x[w]) in place of increase(x[w]), and divide it by the seconds of w in place of rate(x[w]); or send cumulative values, and start the backend without otlp-native-delta-ingestion',
        },
      },
    );
  },
});

/** It falls more often than restarts explain. */
function fallsOften({ samples }: StoredSeries): boolean {
  const steps = samples.slice(1).map(({ value }, index) => value - (samples[index]?.value ?? 0));
  const falls = steps.filter((step) => step < 0).length;
  return falls >= FEWEST_FALLS && falls >= FALLS_PER_CHANGE * steps.filter((step) => step !== 0).length;
}
