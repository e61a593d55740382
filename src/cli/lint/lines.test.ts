import { describe, expect, it } from 'vitest';
import type { Report } from '../../prove/index.ts';
import { lintExitCode, lintLines } from './lines.ts';

function report(
  ...checks: readonly (readonly [status: string, message: string, severity?: string])[]
): Report {
  return {
    // Metrics that did not arrive make a run degraded, and are no finding of lint.
    verdict: 'degraded',
    checks: checks.map(([status, message, severity = 'error'], at) => ({
      id: `TL80${at + 1}`,
      status,
      message,
      severity,
      evidence: status === 'pass' ? [] : [{ source: 'rules.yaml:4', saw: 'alert A: why' }],
      fix: null,
    })),
  } as unknown as Report;
}

describe('lint', () => {
  it('ends with 1 for a finding, and prints it', () => {
    const found = report(['fail', 'x is not stored'], ['pass', 'the rest']);
    expect(lintExitCode(found)).toBe(1);
    expect(lintLines(found)).toEqual(['✗ TL801  x is not stored', '    rules.yaml:4  alert A: why']);
  });

  it('says beside a finding what was not judged, in one line for each reason', () => {
    const found = report(
      ['unknown', '3 queries are not judged'],
      ['unknown', 'no query is of the contract'],
      ['warn', 'absence is 0'],
      ['unknown', 'no query is of the contract'],
    );
    expect(lintLines(found)).toEqual([
      '‼ TL803  absence is 0',
      '    rules.yaml:4  alert A: why',
      '',
      '? TL801  3 queries are not judged',
      '? TL802, TL804  no query is of the contract',
    ]);
  });

  it('says beside a pass what was not judged', () => {
    const passed = report(['pass', 'none shows 0'], ['unknown', '8 queries select no metric by its name']);
    expect(lintLines(passed)).toEqual([
      '✓ TL801  none shows 0',
      '? TL802  8 queries select no metric by its name',
      '    rules.yaml:4  alert A: why',
    ]);
  });

  it('ends with 0 if nothing is found, whatever has not arrived', () => {
    const clean = report(['pass', '2 queries select series that are stored']);
    expect(lintExitCode(clean)).toBe(0);
    expect(lintLines(clean)).toEqual(['✓ TL801  2 queries select series that are stored']);
  });

  it('ends with 0 for a note', () => {
    expect(lintExitCode(report(['warn', 'a note', 'note'], ['pass', 'the rest']))).toBe(0);
  });

  it('ends with 3 if nothing was judged, and prints why', () => {
    const open = report(['unknown', 'none of 2 queries can be judged'], ['skip', 'no backend was given']);
    expect(lintExitCode(open)).toBe(3);
    expect(lintLines(open)).toEqual([
      '? TL801  none of 2 queries can be judged',
      '    rules.yaml:4  alert A: why',
    ]);
  });
});
