import { counted } from '../../../shared/text/count.ts';
import { type PrometheusApi, type SeriesLabels, selectorOf, type StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { storedMetrics } from '../../evidence/arrival/stored-metrics.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { backendSetting } from '../../evidence/backend-settings.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { pass, skip, unknown, warn } from '../../engine/outcome.ts';

/** A series is new if its first sample is within this many flush intervals. */
const INTERVALS = 10;
const LEAST_WINDOW_MS = 60_000;
const DAY_MS = 86_400_000;

/** The first events of a counter are counted. */
export const queryCounterStart = defineCheck({
  id: 'TL830',
  link: 'query',
  title: 'Counters begin at 0',
  proves: 'the first sample of each new counter series is 0, so that increase() counts its first events',
  explain:
    'rate() and increase() use differences between samples. A series whose first sample is n has no sample before it, so ' +
    'its first n events are not counted: twenty counters of one event each give an increase of 0. The sender has to ' +
    'start each series with a 0 one interval earlier, or the server has to add one from the start time (Prometheus from ' +
    '3.12 on: --enable-feature=created-timestamp-zero-ingestion).',
  // The official SDKs do not send a 0 either, so a service with this finding is not broken.
  severity: 'note',
  modes: [63],
  needs: ['contract', 'backend', backendIdentity, arrival, expected, storedMetrics],
  dependsOn: ['TL501'],
  run: async ({ contract, backend, backendIdentity, arrival, expected }) => {
    const { identity, at } = arrival;
    const { flavour } = backendIdentity.backend;
    const setting = backendSetting('first increment', flavour);
    const names = expected
      .filter(({ metric }) => metric.kind === 'counter' || metric.kind === 'histogram')
      .map(({ countSeries }) => countSeries);
    if (names.length === 0) return skip('the contract has no counter');
    const windowMs = Math.max(INTERVALS * contract.flushIntervalMs, LEAST_WINDOW_MS);
    const selector = selectorOf(names, identity);
    // The history is at least as long as this window: no second query for the same samples.
    const recent = arrival.history
      .filter(({ labels }) => names.includes(labels['__name__'] ?? ''))
      .map((series) => ({ ...series, samples: series.samples.filter((sample) => sample.at > at - windowMs) }))
      .filter(({ samples }) => samples.length > 0);
    const before = await seriesBefore(backend.api, selector, at - windowMs, flavour);
    const older = new Set(before.map(keyOf));
    const begun = recent.filter(({ labels }) => !older.has(keyOf(labels)));
    const late = begun.filter(({ samples }) => (samples[0]?.value ?? 0) !== 0);
    const evidence = late.slice(0, 5).map((series) => ({ source: backend.url, saw: describe(series) }));
    if (begun.length === 0)
      return unknown('no counter series is new; check again after a restart or with a new label value');
    if (late.length === 0)
      return pass(`${counted(begun.length, 'series is new and', 'series are new, each')} begins with a 0`, [
        { source: backend.url, saw: `${recent.length} series within ${windowMs / 1_000} s` },
      ]);
    return warn(`${late.length} of ${begun.length} new counter series do not begin at 0`, evidence, {
      severity: 'note',
      affects: ['rate() and increase() over the first events of each series'],
      fix: {
        kind: 'manual',
        text: ['send a 0 one interval before the first value of each series', setting ?? []]
          .flat()
          .join(', or '),
      },
    });
  },
});

/** Series with a sample in the day before. */
function seriesBefore(
  api: PrometheusApi,
  selector: string,
  at: number,
  flavour: Backend['flavour'],
): Promise<SeriesLabels[]> {
  // VictoriaMetrics lists series per day: its list also has those that begin later on the same day.
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
