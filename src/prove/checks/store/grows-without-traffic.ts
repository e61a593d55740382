import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { selectorOf, type StoredSeries } from '../../sources/index.ts';

/** The time that is looked at, and the least of it that has to be stored. */
const WINDOW_MS = 15 * 60_000;
const LEAST_MS = 120_000;
const LEAST_INTERVALS = 3;
/** The counter covers whole windows of a second, so that its ends are off by one of them. */
const TOLERANCE = 0.1;

/** A counter that grows without traffic is stored with its rate. */
export const storeGrowsWithoutTraffic = defineCheck({
  id: 'TL640',
  link: 'store',
  title: 'Steady counter has its rate',
  proves: 'the counter that grows at a known rate without any traffic grows so in the backend',
  explain:
    'OpenClaw has a counter from 2026.9.3 on that needs no traffic: openclaw.gateway.event_loop.observed_ms grows by about ' +
    '1000 a second while the gateway runs and exports. It is judged over the last 15 minutes, between the samples of each ' +
    'series, without the times at which a process started again. A lower rate means that increments were lost on the way, as ' +
    'in a conversion of deltas whose points are dropped. A higher rate means that several processes share one series, or ' +
    'that pushes count twice.',
  severity: 'warning',
  modes: [],
  needs: ['contract', 'backend', arrival],
  dependsOn: ['TL501'],
  run: async ({ contract, backend, arrival }) => {
    const { canary, flushIntervalMs } = contract;
    if (!canary) return skip('the contract has no counter that grows without traffic');
    const metric = arrival.metrics.find(({ otlp }) => otlp === canary.otlp);
    if (metric?.status !== 'arrived') return unknown(`${canary.otlp} is not stored under its name`);
    const window = Math.max(WINDOW_MS, 10 * flushIntervalMs);
    const least = Math.max(LEAST_MS, LEAST_INTERVALS * flushIntervalMs);
    const selector = selectorOf([metric.prometheus], arrival.identity);
    const stored = await backend.api.samples(selector, window, arrival.at);
    const growing = stored.map(growth).filter(({ ms }) => ms >= least);
    const [first, ...others] = growing;
    if (!first)
      return unknown(`less than ${least / 1_000} s of ${metric.prometheus} are stored without a restart`);
    const rates = [first, ...others].map(({ increase, ms, name }) => ({
      name,
      rate: (increase * 1_000) / ms,
      seconds: Math.round(ms / 1_000),
    }));
    const evidence = judged(
      rates.map(({ name, rate, seconds }) => ({
        source: backend.url,
        saw: `${name}: ${Math.round(rate)} a second over ${seconds} s, ${canary.perSecond} expected`,
      })),
    );
    const wrong = rates.find(({ rate }) => Math.abs(rate / canary.perSecond - 1) > TOLERANCE);
    if (!evidence) return unknown('no series could be judged');
    if (!wrong) return pass(`grows by ${canary.perSecond} a second, as it has to`, evidence);
    const percent = Math.round((wrong.rate / canary.perSecond) * 100);
    const isLess = wrong.rate < canary.perSecond;
    return warn(
      `${metric.prometheus} grows by ${percent} % of what it has to${isLess ? ': data was lost' : ''}`,
      evidence,
      {
        affects: ['every counter that takes the same way'],
        fix: {
          kind: 'manual',
          text: isLess
            ? 'find where points are left out: a conversion of deltas, a filter, a queue that is full (throughline tap shows what is sent)'
            : 'give each process its own service.instance.id (OTEL_NODE_RESOURCE_DETECTORS with serviceinstance), and send each push once',
        },
      },
    );
  },
});

/** The increase between samples, and the time that it took, without the steps at which the counter started again. */
function growth({ labels, samples }: StoredSeries): {
  readonly name: string;
  readonly increase: number;
  readonly ms: number;
} {
  const steps = samples.slice(1).map(({ at, value }, index) => {
    const before = samples[index];
    return { ms: at - (before?.at ?? at), by: value - (before?.value ?? value) };
  });
  const kept = steps.filter(({ by }) => by >= 0);
  const { __name__: name = '', instance } = labels;
  return {
    name: instance === undefined ? name : `${name}{instance="${instance}"}`,
    increase: kept.reduce((sum, { by }) => sum + by, 0),
    ms: kept.reduce((sum, { ms }) => sum + ms, 0),
  };
}
