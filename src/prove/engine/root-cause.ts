import type { Finding } from './finding.ts';
import { LINKS, type RootCause } from '../../shared/protocol/report.ts';
import { severityOf } from './verdict.ts';

/**
 * The first broken link, by the order of the path: what fails upstream explains what fails behind it. A symptom
 * (a push refused, a metric not there) is the cause only where nothing else fails, and a warning only where no
 * error does.
 */
export function rootCauseOf(findings: readonly Finding[]): RootCause | null {
  const failing = findings.filter(
    ({ check, outcome }) =>
      (outcome.status === 'fail' || outcome.status === 'warn') && severityOf(check, outcome) !== 'note',
  );
  const [first] = failing.toSorted((a, b) => rank(a) - rank(b) || a.check.id.localeCompare(b.check.id));
  if (!first || first.outcome.status === 'blocked') return null;
  const { check, outcome } = first;
  return {
    check: check.id,
    link: check.link,
    modes: outcome.modes ?? check.modes,
    summary: outcome.message,
    affects: outcome.affects ?? [],
    fix: outcome.fix ?? null,
  };
}

function rank({ check, outcome }: Finding): number {
  const warning = severityOf(check, outcome) === 'error' ? 0 : 2 * LINKS.length;
  const symptom = check.symptom ? LINKS.length : 0;
  return warning + symptom + LINKS.indexOf(check.link);
}
