import { expectedMetrics } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { arrival } from './arrival/evidence.ts';
import { type Falls, fallsOf } from './arrival/falls.ts';
import { storedIn } from './arrival/stored-metrics.ts';
import { backendIdentity } from './backend-identity.ts';
import { DEFAULT_BACKEND } from './backend-rules.ts';
import { exporter } from './exporter.ts';

/** How the counters of the contract fall, series by series; or why that shows nothing. */
export type CounterFalls = { readonly judged: readonly Falls[] } | { readonly notJudged: string };

export const counterFalls = defineEvidence({
  name: 'counterFalls',
  needs: ['contract', arrival, backendIdentity],
  uses: [exporter],
  answer: ({ contract, arrival, backendIdentity: { backend: server }, exporter }) => {
    const storesDeltas =
      server.flavour === 'victoriametrics' ||
      ('nativeDelta' in server.settings && server.settings.nativeDelta);
    if (storesDeltas && exporter?.temporality !== 'cumulative')
      return known<CounterFalls>({
        notJudged: 'the backend stores delta values as they come, and whether these are totals is not known',
      });
    const stored = new Set(storedIn(arrival).map(({ otlp }) => otlp));
    const names = new Set(
      [DEFAULT_BACKEND, server]
        .flatMap((each) => expectedMetrics(contract, each))
        .filter(({ metric: { kind } }) => kind === 'counter' || kind === 'histogram')
        .filter(({ metric, prometheus }) => stored.has(metric.otlp ?? prometheus))
        .map(({ countSeries }) => countSeries),
    );
    if (names.size === 0) return known<CounterFalls>({ notJudged: 'no counter is stored' });
    const judged = arrival.history
      .filter(({ labels, samples }) => names.has(labels['__name__'] ?? '') && samples.length > 1)
      .map(fallsOf);
    return known<CounterFalls>(
      judged.length === 0 ? { notJudged: 'no counter has two samples yet' } : { judged },
    );
  },
});
