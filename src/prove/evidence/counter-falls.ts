import { expectedMetrics } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { selectorOf } from '../sources/index.ts';
import { arrival } from './arrival/evidence.ts';
import { type Falls, fallsOf } from './arrival/falls.ts';
import { storedIn } from './arrival/stored-metrics.ts';
import { backendIdentity } from './backend-identity.ts';
import { DEFAULT_BACKEND } from './expected-metrics.ts';
import { exporter } from './exporter.ts';

/** How the counters of the contract fall, series by series; or why that shows nothing. */
export type CounterFalls = { readonly judged: readonly Falls[] } | { readonly notJudged: string };

/** Flush intervals whose samples are read: enough for two writers to take turns several times. */
const INTERVALS = 10;

const SHORTEST_WINDOW_MS = 120_000;

export const counterFalls = defineEvidence({
  name: 'counterFalls',
  needs: ['backend', 'contract', 'clock', arrival, backendIdentity],
  uses: [exporter],
  answer: async ({ backend, contract, clock, arrival, backendIdentity: { backend: server }, exporter }) => {
    const storesDeltas =
      server.flavour === 'victoriametrics' ||
      ('nativeDelta' in server.settings && server.settings.nativeDelta);
    if (storesDeltas && exporter?.temporality !== 'cumulative')
      return known<CounterFalls>({
        notJudged: 'the backend stores delta values as they come, and whether these are totals is not known',
      });
    const stored = new Set(storedIn(arrival).map(({ otlp }) => otlp));
    const names = [DEFAULT_BACKEND, server]
      .flatMap((each) => expectedMetrics(contract, each))
      .filter(({ metric: { kind } }) => kind === 'counter' || kind === 'histogram')
      .filter(({ metric, prometheus }) => stored.has(metric.otlp ?? prometheus))
      .map(({ countSeries }) => countSeries);
    if (names.length === 0) return known<CounterFalls>({ notJudged: 'no counter is stored' });
    const windowMs = Math.max(INTERVALS * contract.flushIntervalMs, SHORTEST_WINDOW_MS);
    const series = await backend.api.samples(
      selectorOf([...new Set(names)], arrival.identity),
      windowMs,
      clock.now(),
    );
    const judged = series.filter(({ samples }) => samples.length > 1).map(fallsOf);
    return known<CounterFalls>(
      judged.length === 0 ? { notJudged: 'no counter has two samples yet' } : { judged },
    );
  },
});
