import type { CheckReport, Report } from '../../prove/index.ts';

/** The findings, each with file, line, panel and the diff that fixes it; the passed checks if there are none. */
export function lintLines({ checks }: Report): string[] {
  const found = checks.filter(({ status }) => status === 'fail' || status === 'warn');
  if (found.length === 0) {
    const passed = checks.filter(({ status }) => status === 'pass');
    return passed.map(({ id, message }) => `✓ ${id}  ${message}`);
  }
  return found.flatMap((check) => [...findingLines(check), '']).slice(0, -1);
}

function findingLines({ id, status, message, evidence, fix }: CheckReport): string[] {
  return [
    `${status === 'fail' ? '✗' : '‼'} ${id}  ${message}`,
    ...evidence.map(({ source, saw }) => `    ${source}  ${saw}`),
    ...(fix ? [`    fix: ${fix.text}`] : []),
    ...(fix?.diff === undefined ? [] : ['', fix.diff.trimEnd()]),
  ];
}
