import type { Report } from '../../src/prove/index.ts';
import type { Scenario } from './schema.ts';

/** What a report came to, in the terms of a scenario's expectation. */
export interface Found {
  readonly verdict: Report['verdict'];
  readonly rootCause: {
    readonly check: string;
    readonly link: string;
    readonly modes: readonly number[];
    readonly summary: string;
    readonly fix: string | null;
  } | null;
  /** Ids of the checks that fail or warn, notes too. */
  readonly findings: readonly string[];
  /** Modes that those checks name. */
  readonly modes: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
}

export function foundOf(report: Report): Found {
  const failing = report.checks.filter(({ status }) => status === 'fail' || status === 'warn');
  const metrics: Record<string, number> = {};
  for (const { status } of report.metrics) metrics[status] = (metrics[status] ?? 0) + 1;
  const { rootCause } = report;
  return {
    verdict: report.verdict,
    rootCause: rootCause && {
      check: rootCause.check,
      link: rootCause.link,
      modes: rootCause.modes,
      summary: rootCause.summary,
      fix: rootCause.fix?.kind ?? null,
    },
    findings: failing.map(({ id }) => id),
    modes: [...new Set(failing.flatMap(({ modes }) => modes))].toSorted((a, b) => a - b),
    metrics,
  };
}

/** What differs from the expectation, as sentences; empty if the diagnosis is right. */
export function differences(expected: Scenario['expect'], found: Found): string[] {
  const wrong: string[] = [];
  const want = (holds: boolean, difference: string): void => {
    if (!holds) wrong.push(difference);
  };
  want(found.verdict === expected.verdict, `verdict is ${found.verdict}, not ${expected.verdict}`);
  const { rootCause } = expected;
  const cause = found.rootCause;
  const named = cause
    ? `${cause.check} (link ${cause.link}, modes ${cause.modes.join(', ') || 'none'}: ${cause.summary})`
    : 'none';
  if (rootCause === null) want(cause === null, `root cause is ${named}, and there should be none`);
  if (rootCause) {
    const { check, link, modes = [], fix } = rootCause;
    want(check === undefined || cause?.check === check, `root cause is ${named}, not ${check}`);
    want(link === undefined || cause?.link === link, `root cause is ${named}, not of link ${link}`);
    want(
      modes.every((mode) => cause?.modes.includes(mode)),
      `root cause is ${named}, not mode ${modes.join(', ')}`,
    );
    want(fix === undefined || cause?.fix === fix, `the fix is ${cause?.fix ?? 'none'}, not a ${fix}`);
  }
  for (const finding of expected.findings) {
    const isNamed =
      typeof finding === 'number' ? found.modes.includes(finding) : found.findings.includes(finding);
    want(isNamed, `${typeof finding === 'number' ? `mode ${finding}` : finding} is not named`);
  }
  for (const [status, count] of Object.entries(expected.metrics)) {
    const counted = found.metrics[status] ?? 0;
    want(counted === count, `${counted} metrics are ${status}, not ${count}`);
  }
  return wrong;
}

/** Why a twin is not healthy: another verdict, or a finding above a note. */
export function alarms(verdict: Report['verdict'], report: Report): string[] {
  const loud = report.checks.filter(
    ({ status, severity }) => (status === 'fail' || status === 'warn') && severity !== 'note',
  );
  return [
    ...(report.verdict === verdict ? [] : [`verdict is ${report.verdict}, not ${verdict}`]),
    ...loud.map(({ id, message }) => `${id} alarms: ${message}`),
  ];
}
