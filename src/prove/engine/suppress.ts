import type { MetricResult, SuppressionReport } from '../../shared/protocol/report.ts';
import { escapeRegExp } from '../../shared/text/escape-regexp.ts';
import type { Finding } from './finding.ts';
import type { Outcome } from './outcome.ts';

/** A known finding that does not count until a day. `match` narrows it to findings about one subject or metric. */
export type Suppression = Omit<SuppressionReport, 'state' | 'level' | 'message'>;

export interface SuppressionResult {
  readonly findings: readonly Finding[];
  readonly metrics: readonly MetricResult[] | null;
  readonly suppressions: readonly SuppressionReport[];
}

/**
 * Takes known findings out of the verdict. A suppressed finding stays in the report, as a note. What depends on it stays
 * blocked, and a missing metric still counts unless the suppression names it: suppressing a cause hides no loss of data.
 *
 * @param now milliseconds since 1970
 */
export function suppress(
  findings: readonly Finding[],
  metrics: readonly MetricResult[] | null,
  suppressions: readonly Suppression[],
  now: number,
): SuppressionResult {
  const live = suppressions.filter((one) => !isExpired(one, now));
  const applied = new Set<Suppression>();
  const judged = findings.map((finding): Finding => {
    if (!isFault(finding)) return finding;
    const reasons = reasonsFor(finding, live, metrics ?? []);
    const [first] = reasons;
    if (!first) return finding;
    for (const one of reasons) applied.add(one);
    const { check, outcome } = finding;
    return {
      check,
      outcome: { ...outcome, status: 'warn', severity: 'note' },
      suppressed: {
        reason: first.reason,
        until: first.until,
        status: outcome.status,
        severity: outcome.severity ?? check.severity,
      },
    };
  });
  const marked = metrics?.map((metric): MetricResult => {
    if (metric.status === 'arrived' || metric.status === 'idle') return metric;
    const by = [...applied].find(({ match }) => match?.metric !== undefined && isNamed(metric, match.metric));
    return by ? { ...metric, suppressed: { reason: by.reason, until: by.until } } : metric;
  });
  return {
    findings: judged,
    metrics: marked ?? null,
    suppressions: suppressions.map((one) => reportOf(one, findings, applied.has(one), now)),
  };
}

type Fault = Finding & { readonly outcome: Outcome };

function isFault(finding: Finding): finding is Fault {
  const { outcome } = finding;
  return outcome.status === 'fail' || outcome.status === 'warn';
}

/** The suppressions that together cover all that the finding is about; none where something is left. */
function reasonsFor(
  finding: Fault,
  live: readonly Suppression[],
  metrics: readonly MetricResult[],
): readonly Suppression[] {
  const own = live.filter(({ check }) => check === finding.check.id);
  const whole = own.find(({ match }) => match === undefined);
  if (whole) return [whole];
  const covering = new Set<Suppression>();
  for (const subject of subjectsOf(finding)) {
    const found = own.filter((one) => isAbout(subject, one, metrics));
    if (found.length === 0) return [];
    for (const one of found) covering.add(one);
  }
  return [...covering];
}

/** `affects` is complete; evidence may be an excerpt. */
function subjectsOf({ outcome }: Fault): readonly string[] {
  const { affects = [] } = outcome;
  if (affects.length > 0) return affects;
  const seen = outcome.evidence.map(({ source, saw }) => `${source}: ${saw}`);
  return seen.length > 0 ? seen : [outcome.message];
}

function isAbout(subject: string, { match }: Suppression, metrics: readonly MetricResult[]): boolean {
  if (match?.subject !== undefined && !subject.includes(match.subject)) return false;
  const { metric } = match ?? {};
  if (metric === undefined) return true;
  const names = [
    metric,
    ...metrics.filter((one) => isNamed(one, metric)).flatMap((one) => [one.otlp, one.prometheus]),
  ];
  return names.some((name) => holdsName(subject, name));
}

function isNamed({ otlp, prometheus }: MetricResult, name: string): boolean {
  return otlp === name || prometheus === name;
}

/** As a whole name: `openclaw_run` is not in `openclaw_run_attempt_total`. */
function holdsName(text: string, name: string): boolean {
  const pattern = escapeRegExp(name);
  return new RegExp(String.raw`(?<![\w.])${pattern}(?![\w.]*\w)`).test(text);
}

function isExpired({ until }: Suppression, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > until;
}

function reportOf(
  one: Suppression,
  findings: readonly Finding[],
  applied: boolean,
  now: number,
): SuppressionReport {
  if (isExpired(one, now)) {
    return {
      ...one,
      state: 'expired',
      level: 'warning',
      message: `the suppression of ${one.check} expired after ${one.until} (${one.reason}): fix what it hid, give it a later date, or remove it`,
    };
  }
  if (applied)
    return {
      ...one,
      state: 'applied',
      level: 'none',
      message: `${one.check} is suppressed until ${one.until}: ${one.reason}`,
    };
  const finding = findings.find(({ check }) => check.id === one.check);
  const why =
    finding && isFault(finding)
      ? 'the finding also covers something else'
      : `${one.check} ${finding ? 'found no fault' : 'was not checked'}`;
  return {
    ...one,
    state: 'unmatched',
    level: 'note',
    message: `the suppression of ${one.check} (${one.reason}) did nothing: ${why}`,
  };
}
