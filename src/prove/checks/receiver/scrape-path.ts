import { defineCheck } from '../../engine/define-check.ts';
import { SCRAPE_PATH } from '../../sources/index.ts';
import { type Evidence, fail, judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { locationOf } from '../../evidence/manifest-location.ts';
import { relabels, type Scraped } from '../../evidence/scrape/scrape.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { scrapes } from '../../evidence/scrape/ways.ts';
import { service } from '../../evidence/service.ts';
import { unlessScrapeWorks } from '../../outcomes/unless-scrape-works.ts';

const PATHS: Readonly<Partial<Record<Scraped, string>>> = { gateway: SCRAPE_PATH, collector: '/metrics' };

/** The scraped path is that of the metrics. */
export const receiverScrapePath = defineCheck({
  id: 'TL522',
  link: 'receiver',
  title: 'The scraped path has metrics',
  proves:
    'the scrape of an OpenClaw gateway asks for /api/diagnostics/prometheus, that of a collector for /metrics',
  explain:
    'The plugin diagnostics-prometheus serves the metrics of an OpenClaw gateway on the port of the gateway, at ' +
    '/api/diagnostics/prometheus. Its /metrics is not absent: it answers 200 with the HTML of the Control UI, so that ' +
    'no 404 shows the wrong path. /metrics is the default of every scrape, so the path has to be set: `path` in a ' +
    'monitor, `metrics_path` in scrape_configs.',
  severity: 'error',
  modes: [87],
  needs: [scrapes, service],
  uses: [serviceTargets],
  run: ({ scrapes: all, service: { owner }, serviceTargets: targets }) => {
    if (all.length === 0) return skip('nothing shows that the service is scraped');
    if (owner !== 'gateway') return skip('the path of another service is not known here');
    const seen: Evidence[] = [];
    const open: string[] = [];
    for (const scrape of all) {
      const { name, of, path, source, relabelings, at } = scrape;
      const wanted = PATHS[of];
      if (wanted === undefined) {
        open.push(`${name} scrapes ${path} of a port that is neither the gateway's nor a collector's`);
        continue;
      }
      if (relabels(relabelings, '__metrics_path__')) {
        open.push(`${name} sets its path by relabelling`);
        continue;
      }
      if (path.split('?')[0] === wanted) {
        seen.push({ source, saw: `${name} scrapes ${path}` });
        continue;
      }
      const evidence = [{ source, saw: `the path is ${path}` }];
      const message =
        of === 'gateway'
          ? `${name} scrapes ${path} of the gateway, which has no metrics there${path === '/metrics' ? ', but answers 200 with HTML' : ''}`
          : `${name} scrapes ${path} of the collector, which has its page at /metrics`;
      const outcome = fail(message, evidence, {
        ...(at ? locationOf(at.object, at.path) : {}),
        affects: ['every scrape: it reads no metric'],
        fix: {
          kind: 'manual',
          text: `set the path of the scrape to ${wanted} (\`path\` in a monitor, \`metrics_path\` in scrape_configs)`,
        },
      });
      return unlessScrapeWorks(outcome, scrape.pool, targets);
    }
    const found = judged(seen);
    return found ? pass(found.map(({ saw }) => saw).join('; '), found) : unknown(open.join('; '));
  },
});
