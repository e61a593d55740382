import { expectedMetrics } from '../../contract/index.ts';
import { type PrometheusApi, type SeriesLabels, selectorOf, type StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import { answered } from '../../views/backend.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';

/** Flush intervals that are looked back over for a series that has just begun. */
const INTERVALS = 10;
const LEAST_WINDOW_MS = 60_000;
const DAY_MS = 86_400_000;

/** A counter's first events count. */
export const queryCounterStart = defineCheck({
  id: 'TL830',
  link: 'query',
  title: 'Counters begin at 0',
  proves:
    'each counter series that began lately has a 0 as its first sample, so that increase() counts its first events',
  explain:
    'rate() and increase() look at differences. A series that begins at n has no sample before n, so its first n ' +
    'events count as none: twenty counters of one event each give an increase of 0. The sender has to start each ' +
    'series with a 0 one interval earlier, or the server has to make one from the start time (Prometheus from 3.12 ' +
    'on: --enable-feature=created-timestamp-zero-ingestion).',
  // The official SDKs do so, and a service is not broken for it.
  severity: 'note',
  modes: [63],
  needs: ['contract', 'backend', arrival],
  dependsOn: ['TL501'],
  run: async ({ contract, backend, arrival }) => {
    const { identity: labels, metrics, at } = arrival;
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    if (metrics.every(({ series }) => series === 0))
      return unknown('nothing is stored that could have begun');
    const names = expectedMetrics(contract, identity.value.backend)
      .filter(({ metric }) => metric.kind === 'counter' || metric.kind === 'histogram')
      .map(({ countSeries }) => countSeries);
    if (names.length === 0) return pass('the contract has no counter', []);
    const windowMs = Math.max(INTERVALS * contract.flushIntervalMs, LEAST_WINDOW_MS);
    const selector = selectorOf(names, labels);
    const [recent, before] = await Promise.all([
      answered(backend.api.samples(selector, windowMs, at)),
      answered(seriesBefore(backend.api, selector, at - windowMs, identity.value.backend.flavour)),
    ]);
    if (!recent.ok) return unknown(recent.error);
    if (!before.ok) return unknown(before.error);
    const older = new Set(before.value.map(keyOf));
    const begun = recent.value.filter(({ labels: own }) => !older.has(keyOf(own)));
    const late = begun.filter(({ samples }) => (samples[0]?.value ?? 0) !== 0);
    const evidence = late.slice(0, 5).map((series) => ({ source: backend.url, saw: describe(series) }));
    if (begun.length === 0)
      return unknown('no counter began lately; ask again after a restart or a new label');
    if (late.length === 0)
      return pass(`${begun.length} series began lately, each with a 0`, [
        { source: backend.url, saw: `${recent.value.length} series within ${windowMs / 1_000} s` },
      ]);
    return warn(`${late.length} of ${begun.length} new counter series do not begin at 0`, evidence, {
      severity: 'note',
      affects: ['rate() and increase() over the first events of each series'],
      fix: {
        kind: 'manual',
        text: 'send each new series with a 0 one interval earlier, or let Prometheus (3.12 or newer) make it: --enable-feature=created-timestamp-zero-ingestion',
      },
    });
  },
});

/** Series that had a sample in the day before. */
function seriesBefore(
  api: PrometheusApi,
  selector: string,
  at: number,
  flavour: Backend['flavour'],
): Promise<SeriesLabels[]> {
  // VictoriaMetrics lists series by the day, so that those which begin later on the same day are in its list, too.
  return flavour === 'victoriametrics'
    ? api.lastSeen(selector, DAY_MS, at)
    : api.series(selector, at - DAY_MS, at);
}

function keyOf(labels: SeriesLabels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function describe({ labels, samples }: StoredSeries): string {
  const { __name__: name = '', ...rest } = labels;
  const shown = Object.entries(rest).map(([key, value]) => `${key}="${value}"`);
  return `${name}{${shown.join(', ')}} begins at ${samples[0]?.value}`;
}
