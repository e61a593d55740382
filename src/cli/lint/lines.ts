import type { CheckReport, Report } from '../../prove/index.ts';

const SIGN: Readonly<Record<string, string>> = { fail: '✗', warn: '‼', unknown: '?', pass: '✓' };

/**
 * The findings, each with file, line, panel and the diff that fixes it, or else what passed; then what was not judged,
 * with the reasons.
 */
export function lintLines({ checks }: Report): string[] {
  const found = checks.filter(isFinding);
  const notJudged = groupsOf(checks.filter(({ status }) => status === 'unknown'));
  if (found.length > 0)
    return [...found.map(findingLines), ...(notJudged.length > 0 ? [notJudged.map(titleLine)] : [])].flatMap(
      (lines, index) => (index > 0 ? ['', ...lines] : lines),
    );
  const passed = checks.filter(({ status }) => status === 'pass');
  return [
    ...passed.map(titleLine),
    ...notJudged.flatMap((group) => [titleLine(group), ...evidenceLines(group.evidence)]),
  ];
}

/** 0: what was judged is right. 1: a finding, which is printed. 3: nothing could be judged. */
export function lintExitCode({ checks }: Report): number {
  if (checks.some((check) => isFinding(check) && check.severity !== 'note')) return 1;
  return checks.some(({ status }) => status === 'pass') ? 0 : 3;
}

function isFinding({ status }: CheckReport): boolean {
  return status === 'fail' || status === 'warn';
}

function titleLine({ id, status, message }: CheckReport): string {
  return `${SIGN[status] ?? ' '} ${id}  ${message}`;
}

/** What several checks give the same reason for is one line. */
function groupsOf(checks: readonly CheckReport[]): CheckReport[] {
  const groups = new Map<string, CheckReport>();
  for (const check of checks) {
    const key = JSON.stringify([check.message, check.evidence]);
    const first = groups.get(key);
    groups.set(key, first ? { ...first, id: `${first.id}, ${check.id}` } : check);
  }
  return [...groups.values()];
}

function findingLines(check: CheckReport): string[] {
  const { evidence, fix } = check;
  return [
    titleLine(check),
    ...evidenceLines(evidence),
    ...(fix ? [`    fix: ${fix.text}`] : []),
    ...(fix?.diff === undefined ? [] : ['', fix.diff.trimEnd()]),
  ];
}

function evidenceLines(evidence: CheckReport['evidence']): string[] {
  return evidence.map(({ source, saw }) => `    ${source}  ${saw}`);
}
