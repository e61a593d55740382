import type { Outcome } from '../engine/outcome.ts';
import type { ServiceTargets } from '../evidence/scrape/targets.ts';

/** A failure of one monitor is a note where another one of the service is right: the service is scraped by that. */
export function besideOthers<Mode extends number>(outcome: Outcome<Mode>, isScraped: boolean): Outcome<Mode> {
  if (outcome.status !== 'fail' || !isScraped) return outcome;
  const message = `${outcome.message}; another monitor is right`;
  return { ...outcome, status: 'warn', severity: 'note', message, affects: [] };
}

/** A failure by the manifests is a warning where the backend scrapes by the same monitor: then other files are in force. */
export function unlessScrapeWorks<Mode extends number>(
  outcome: Outcome<Mode>,
  pool: string,
  targets: ServiceTargets | undefined,
): Outcome<Mode> {
  const up = targets?.active.find(({ scrapePool, health }) => scrapePool === pool && health === 'up');
  if (outcome.status !== 'fail' || !targets || !up) return outcome;
  return {
    ...outcome,
    status: 'warn',
    severity: 'warning',
    message: `${outcome.message}; but ${pool} has a target that is up, so these files may not be what runs`,
    evidence: [...outcome.evidence, { source: targets.source, saw: `${pool} is up` }],
    affects: [],
  };
}
