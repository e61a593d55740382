import { arrival } from '../../evidence/arrival/evidence.ts';
import { NONE_STORED, storedIn } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { collectorConfig } from '../../evidence/collector.ts';
import { scrapedPages } from '../../evidence/scrape/collector-ports.ts';
import { collectorConfigs } from '../../sources/index.ts';
import { parseDuration } from '../../../shared/time/duration.ts';

/** Longer than this a page shows what no longer is. The default of the exporter is 5 minutes. */
const LONG_MS = 3_600_000;

/** The page of a collector ends with the service. */
export const storeKeptSeries = defineCheck({
  id: 'TL621',
  link: 'store',
  title: 'Series end with the service',
  proves:
    'the prometheus exporter of the collector forgets a series within an hour of its last push, or the stored values change',
  explain:
    'The prometheus exporter of a collector shows the last value of a series for metric_expiration after the last push, by ' +
    'default 5 minutes. The operator for OpenClaw sets 8760h for its sidecar: for a year a gateway that is down looks as if it ' +
    'were idle, samples are fresh, and an alert on absence never fires. Where no value changes, nothing shows that the ' +
    'gateway is alive.',
  severity: 'warning',
  modes: [94],
  needs: [],
  uses: ['manifests', collectorConfig, arrival, 'backend'],
  run: ({ manifests, collectorConfig, arrival, backend }) => {
    const configs = [
      ...(collectorConfig ? [collectorConfig] : []),
      ...(manifests ? collectorConfigs(manifests) : []),
    ];
    const pages = configs.flatMap((config) => scrapedPages(config).map((page) => ({ config, page })));
    const [any] = pages;
    if (!any) return skip('no collector with a page for Prometheus was given');
    const textOf = ({ config, page }: (typeof pages)[number]): Evidence => ({
      source: config.source,
      saw: `exporter ${page.exporter}: metric_expiration ${page.expiration ?? '5m, the default'}`,
    });
    const long = pages.find(({ page }) => (parseDuration(page.expiration ?? '5m') ?? 0) > LONG_MS);
    if (!long) {
      const seen = judged(pages.map(textOf));
      return seen ? pass('the page forgets what is no longer pushed', seen) : skip('no page was given');
    }
    const { config, page } = long;
    const place = config.placeOf(['exporters', page.exporter, 'metric_expiration']);
    const details = {
      ...(place ? { location: place } : {}),
      affects: ['alerts on absence, and whether the service is alive'],
      fix: {
        kind: 'manual',
        text: `set metric_expiration of the exporter ${page.exporter} to a few push intervals, such as 5m`,
      } as const,
    };
    const message = `the page of the collector keeps series for ${page.expiration} after the last push`;
    if (!arrival || !backend) return warn(message, [textOf(long)], { ...details, severity: 'note' });
    const stored = storedIn(arrival);
    if (stored.length === 0) return unknown(`${message}; ${NONE_STORED}`, [textOf(long)]);
    const judgedSeries = arrival.history.filter(({ samples }) => samples.length > 1);
    const changing = judgedSeries.filter(({ samples }) =>
      samples.some(({ value }) => value !== samples[0]?.value),
    );
    const [first] = judgedSeries;
    if (!first)
      return unknown(`${message}; too few samples are stored to see whether they change`, [textOf(long)]);
    if (changing.length > 0)
      return warn(
        `${message}; its values change now`,
        [
          textOf(long),
          { source: backend.url, saw: `${changing.length} of ${judgedSeries.length} series change` },
        ],
        { ...details, severity: 'note' },
      );
    const spanMs = Math.max(
      ...judgedSeries.map(({ samples }) => (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0)),
    );
    return warn(
      `${message}, and no value has changed for ${Math.round(spanMs / 1_000)} s: the gateway may be idle, or down`,
      [textOf(long), { source: backend.url, saw: `${judgedSeries.length} series, none changes` }],
      details,
    );
  },
});
