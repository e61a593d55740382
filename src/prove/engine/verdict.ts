import {
  type LinkReport,
  LINKS,
  type MetricResult,
  type Severity,
  type Status,
  type Verdict,
} from '../../shared/protocol/report.ts';
import type { Check } from './define-check.ts';
import type { Finding } from './finding.ts';

/** How much a finding weighs: what the outcome says, else what the check says. */
export function severityOf(check: Check, outcome: Finding['outcome']): Severity {
  return ('severity' in outcome ? outcome.severity : undefined) ?? check.severity;
}

/**
 * broken: a link fails. degraded: a warning, or a part of the metrics. arriving: nothing fails, a sample was read back,
 * and each metric has arrived or is proved idle. idle: nothing fails, nothing was recorded and nothing was read back.
 * undetermined: nothing fails, but too little could be asked.
 *
 * @param readBack whether a recent sample was read back that is none of these metrics: of the exporter's own health, a
 *   canary, or any of a job of which nothing is expected
 * @param isCurrent whether what was read back is of the configuration in force: without it nothing is proved yet
 */
export function verdictOf(
  findings: readonly Finding[],
  metrics: readonly MetricResult[] | null,
  readBack = false,
  isCurrent = true,
): Verdict {
  const failing = findings.filter(({ outcome }) => outcome.status === 'fail' || outcome.status === 'warn');
  const severities = new Set(failing.map(({ check, outcome }) => severityOf(check, outcome)));
  if (severities.has('error')) return 'broken';
  if (metrics === null) return severities.has('warning') ? 'degraded' : 'undetermined';
  if (severities.has('warning')) return 'degraded';
  const settled = metrics.filter(
    ({ status, suppressed }) => status === 'arrived' || status === 'idle' || suppressed,
  );
  if (settled.length === metrics.length) {
    if (readBack || metrics.some(isReadBack)) return isCurrent ? 'arriving' : 'undetermined';
    const counted = metrics.filter(({ suppressed }) => !suppressed);
    return counted.length > 0 ? 'idle' : 'undetermined';
  }
  return metrics.some(({ status, suppressed }) => status === 'unknown' && !suppressed)
    ? 'undetermined'
    : 'degraded';
}

/** A recent sample of it is stored, under whatever name and labels. */
export function isReadBack({ status }: MetricResult): boolean {
  return status === 'arrived' || status === 'misnamed' || status === 'mislabelled';
}

const WORST_FIRST: readonly Status[] = ['fail', 'warn', 'pass', 'blocked', 'unknown', 'skip'];

/** One line for each link: its worst finding speaks for it. */
export function linkReports(findings: readonly Finding[]): LinkReport[] {
  return LINKS.map((link) => {
    const own = findings.filter(({ check }) => check.link === link);
    const [worst] = own.toSorted((a, b) => weight(a) - weight(b));
    if (!worst) return { link, status: 'skip', message: 'not selected by --only' };
    const passes = own.filter(({ outcome }) => outcome.status === 'pass');
    const message =
      worst.outcome.status === 'pass' && passes.length > 1
        ? passes.map(({ outcome }) => outcome.message).join('; ')
        : worst.suppressed
          ? `suppressed until ${worst.suppressed.until} (${worst.suppressed.reason}): ${worst.outcome.message}`
          : worst.outcome.message;
    return { link, status: linkStatus(worst), message };
  });
}

function weight({ outcome, check, suppressed }: Finding): number {
  if (suppressed) return WORST_FIRST.indexOf('pass') + 0.6;
  const note = outcome.status === 'warn' && severityOf(check, outcome) === 'note';
  // A note does not speak for a link that otherwise passes.
  return note ? WORST_FIRST.indexOf('pass') + 0.5 : WORST_FIRST.indexOf(outcome.status);
}

function linkStatus({ outcome, check, suppressed }: Finding): Status {
  // Neither held against the link, nor proved.
  if (suppressed) return 'skip';
  return outcome.status === 'warn' && severityOf(check, outcome) === 'note' ? 'pass' : outcome.status;
}
