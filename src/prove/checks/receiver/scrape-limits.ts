import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { scrapes } from '../../evidence/scrape/ways.ts';
import { quoteLabel, type SeriesLabels } from '../../sources/index.ts';

/** Series that the plugin did not take, past its cap of 2048 samples. */
const DROPPED = 'openclaw_prometheus_series_dropped_total';

/** From this part of a limit on it is named. */
const NEAR = 0.9;

/** The scrape is below its limits, and the page is complete. */
export const receiverScrapeLimits = defineCheck({
  id: 'TL526',
  link: 'receiver',
  title: 'The scrape is below its limits',
  proves:
    'the samples of the last scrape are below sample_limit, and the plugin diagnostics-prometheus has dropped no series',
  explain:
    'Past sample_limit Prometheus drops the whole scrape, not the surplus: the target is down, and every series ends. The ' +
    'plugin diagnostics-prometheus serves at most 2048 samples. Past that it goes on with the series that it has, takes no ' +
    'new one, and counts it in openclaw_prometheus_series_dropped_total; each histogram is 19 samples.',
  severity: 'error',
  modes: [90],
  needs: ['backend', 'clock', serviceTargets],
  uses: [scrapes],
  run: async ({ backend, clock, serviceTargets: { active, source }, scrapes: all = [] }) => {
    const [target] = active;
    if (!target) return skip('the backend has no target of the service');
    const limited = active.find(({ lastError }) => /limit exceeded/.test(lastError));
    if (limited)
      return fail(
        `a limit drops the whole scrape: ${limited.lastError}`,
        [{ source, saw: `${limited.scrapePool}: ${limited.lastError}` }],
        {
          affects: ['every series of the target'],
          fix: {
            kind: 'manual',
            text: 'raise the limit (sample_limit, label_limit; sampleLimit in a monitor), or drop labels that have many values',
          },
        },
      );
    const at = clock.now();
    const seen: Evidence[] = [];
    for (const { labels, scrapePool } of active) {
      const of = selector({ job: labels['job'] ?? '', instance: labels['instance'] ?? '' });
      const [samples, dropped] = await Promise.all([
        backend.api.values(`scrape_samples_post_metric_relabeling${of}`, at),
        backend.api.values(`sum(${DROPPED}${of})`, at),
      ]);
      const lost = dropped[0]?.value ?? 0;
      if (lost > 0)
        return warn(
          `the plugin diagnostics-prometheus has dropped ${lost} new series past its cap of 2048 samples`,
          [{ source: backend.url, saw: `${DROPPED}${of} ${lost}` }],
          {
            affects: ['series that are new since the cap was reached'],
            fix: {
              kind: 'manual',
              text: 'use labels with fewer values, push by diagnostics-otel instead',
            },
          },
        );
      const [count] = samples;
      if (!count) continue;
      const limit = all.find(({ name, job }) => job === labels['job'] || name.endsWith(` ${scrapePool}`))
        ?.limits.sample_limit;
      const saw = `${count.value} samples${limit === undefined ? '' : `, sample_limit ${limit}`}`;
      if (limit !== undefined && count.value >= NEAR * limit)
        return warn(`the scrape is near its limit: ${saw}`, [{ source: backend.url, saw }], {
          severity: 'note',
          fix: { kind: 'manual', text: 'raise sample_limit: past it the whole scrape is dropped' },
        });
      seen.push({ source: backend.url, saw: `${labels['job']}: ${saw}` });
    }
    const found = judged(seen);
    return found
      ? pass(`${found[0].saw}, and the page drops none`, found)
      : unknown('the backend has no scrape_samples_post_metric_relabeling of the targets');
  },
});

function selector(labels: SeriesLabels): string {
  return `{${Object.entries(labels)
    .map(([key, value]) => `${quoteLabel(key)}=${JSON.stringify(value)}`)
    .join(',')}}`;
}
