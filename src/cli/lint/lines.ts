import type { CheckReport, Report } from '../../prove/index.ts';

const SIGN: Readonly<Record<string, string>> = { fail: '✗', warn: '‼', unknown: '?', pass: '✓' };

/**
 * The findings, each with file, line, panel and the diff that fixes it. If there are none, what passed, and what was not
 * judged with the reasons.
 */
export function lintLines({ checks }: Report): string[] {
  const found = checks.filter(isFinding);
  if (found.length > 0) return found.flatMap((check) => [...findingLines(check), '']).slice(0, -1);
  const passed = checks.filter(({ status }) => status === 'pass');
  const notJudged = checks.filter(({ status, evidence }) => status === 'unknown' && evidence.length > 0);
  const shown = [...passed, ...notJudged];
  return (shown.length > 0 ? shown : checks.filter(({ status }) => status === 'unknown')).flatMap((check) =>
    check.status === 'pass' ? [titleLine(check)] : findingLines(check),
  );
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

function findingLines(check: CheckReport): string[] {
  const { evidence, fix } = check;
  return [
    titleLine(check),
    ...evidence.map(({ source, saw }) => `    ${source}  ${saw}`),
    ...(fix ? [`    fix: ${fix.text}`] : []),
    ...(fix?.diff === undefined ? [] : ['', fix.diff.trimEnd()]),
  ];
}
