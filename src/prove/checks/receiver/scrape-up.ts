import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { service, type Service } from '../../evidence/service.ts';
import { scrapedBecause, scrapes } from '../../evidence/scrape/ways.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { type KnownMessage, knownScrapeError, modesAbout } from '../../../shared/failure-modes/match.ts';
import type { ScrapeTarget } from '../../sources/index.ts';
import { maskUrl } from '../../../shared/text/secrets.ts';

/** The last scrape of each target of the service succeeded. */
export const receiverScrapeUp = defineCheck({
  id: 'TL525',
  link: 'receiver',
  title: 'The last scrape succeeded',
  proves:
    'the backend lists targets of the service in /api/v1/targets, and the last scrape of each of them succeeded',
  explain:
    'A target that is down has its error in /api/v1/targets, and `up` 0. 401 and 403 are about the credentials, 404 about ' +
    'the path or the plugin, "unsupported Content-Type text/html" about a path that has a page. Past sample_limit or a ' +
    'limit of labels the whole scrape is dropped. A target that is not listed was dropped by relabelling, or was not found.',
  severity: 'error',
  modes: [85, 89, ...modesAbout('scrape')],
  needs: [serviceTargets],
  uses: [scrapedBecause, scrapes, service],
  run: ({ serviceTargets: { active, dropped, source, all }, scrapedBecause: why, scrapes = [], service }) => {
    const scrapedToo = why ?? (scrapes.length > 0 ? `${scrapes[0]?.name} is set up` : undefined);
    if (active.length === 0 && scrapedToo === undefined)
      return skip('the backend has no target of the service');
    if (active.length === 0) {
      const evidence: Evidence[] = [
        { source, saw: `${all} targets, none of the service` },
        ...dropped.slice(0, 3).map(({ scrapePool, discoveredLabels }) => ({
          source,
          saw: `dropped by relabelling in ${scrapePool}: ${discoveredLabels['__address__'] ?? 'no address'}`,
        })),
      ];
      if (dropped.length > 0)
        return fail(`the backend drops the targets of the service by relabelling (${scrapedToo})`, evidence, {
          modes: [85],
          affects: ['every scrape of the service'],
          fix: {
            kind: 'manual',
            text: 'compare the relabelling of the job with the labels of its discovered targets',
          },
        });
      // Another Prometheus may be the one that scrapes.
      return unknown(
        `the backend has no target of the service, although ${scrapedToo}: is it the one that scrapes?`,
        evidence,
      );
    }
    const evidence = active.map((target) => ({ source, saw: textOf(target) }));
    const down = active.filter(({ health }) => health === 'down');
    const [first] = down;
    if (!first) {
      const seen = judged(
        active.filter(({ health }) => health === 'up').map((target) => ({ source, saw: textOf(target) })),
      );
      return seen
        ? pass(`${seen.length === 1 ? 'its target is' : `${seen.length} targets are`} up`, seen)
        : unknown('the targets were not scraped yet', evidence);
    }
    const known = knownScrapeError(first.lastError);
    const message = `the scrape of ${maskUrl(first.scrapeUrl)} fails: ${known?.means ?? first.lastError}`;
    const details = {
      modes: known?.modes ?? [89],
      affects: down.map(({ scrapeUrl }) => `what ${maskUrl(scrapeUrl)} serves`),
      ...(known ? { fix: { kind: 'manual', text: fixOf(known, service?.owner) } as const } : {}),
    };
    return down.length === active.length
      ? fail(message, evidence, details)
      : warn(message, evidence, details);
  },
});

/** What the known fixes are for an OpenClaw. */
const OPENCLAW: Readonly<Record<string, string>> = {
  'scrape-html': 'OpenClaw serves them at /api/diagnostics/prometheus',
  'scrape-unauthorized': "OpenClaw takes its gateway's token, with the scope operator.read",
  'scrape-forbidden': 'OpenClaw asks for the scope operator.read',
  'scrape-not-found':
    'OpenClaw serves them at /api/diagnostics/prometheus where its plugin diagnostics-prometheus is loaded',
};

function fixOf({ id, fix }: KnownMessage, owner: Service['owner'] | undefined): string {
  const own = owner === 'gateway' ? OPENCLAW[id] : undefined;
  return own === undefined ? fix : `${fix}; ${own}`;
}

function textOf({ scrapePool, scrapeUrl, health, lastError, lastScrape }: ScrapeTarget): string {
  return `${scrapePool}: ${maskUrl(scrapeUrl)} is ${health}${lastScrape === '' ? '' : `, last scrape ${lastScrape}`}${lastError === '' ? '' : `: ${lastError}`}`;
}
