import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { readReport } from '../../shared/protocol/report.ts';
import { reportObject } from './report-object.ts';

const PLACE = { namespace: 'openclaw', name: 'throughline-report' };

describe('reportObject', () => {
  it('holds the verdict as one line, the report as text and as JSON, and the diff', () => {
    const { data } = reportObject(BROKEN_REPORT, PLACE) as { data: Record<string, string> };
    expect(Object.keys(data)).toEqual(['at', 'verdict', 'report.txt', 'report.json', 'fix.diff']);
    expect(data['fix.diff']).toBe(BROKEN_REPORT.rootCause?.fix?.diff);
    expect(data['verdict']).toMatch(/^broken: 1 of 18 metrics arrived; TL203/);
    expect(data['report.txt']).toContain('root cause: TL203, link plugin');
    expect(readReport(data['report.json'] ?? '')).toEqual(BROKEN_REPORT);
  });

  it('has no diff where the fix is none', () => {
    const fix = { kind: 'manual', text: 'restart the gateway' } as const;
    const rootCause = { ...BROKEN_REPORT.rootCause!, fix };
    const { data } = reportObject({ ...BROKEN_REPORT, rootCause }, PLACE) as { data: object };
    expect(Object.keys(data)).toEqual(['at', 'verdict', 'report.txt', 'report.json']);
  });

  it('names a diff that is too large among what is left out', () => {
    const fix = { ...BROKEN_REPORT.rootCause!.fix!, diff: '+'.repeat(100_001) };
    const rootCause = { ...BROKEN_REPORT.rootCause!, fix };
    const { data } = reportObject({ ...BROKEN_REPORT, rootCause }, PLACE) as { data: Record<string, string> };
    expect(data).not.toHaveProperty('fix.diff');
    expect(data['left-out']?.split('\n')).toContain('fix.diff');
  });

  it('stays below 1 MiB, and names what is left out', () => {
    const evidence = [{ source: 'a', saw: 'é'.repeat(20_000) }];
    const checks = [FAILED, ...Array.from({ length: 100 }, () => ({ ...FAILED, id: 'TL301', evidence }))];
    const object = reportObject({ ...BROKEN_REPORT, checks }, PLACE) as { data: Record<string, string> };
    expect(Buffer.byteLength(JSON.stringify(object))).toBeLessThan(1024 * 1024);
    expect(object.data['left-out']).toMatch(/evidence of each check, and long texts \(report\.json\)/);
    expect(readReport(object.data['report.json'] ?? '').rootCause).toEqual(BROKEN_REPORT.rootCause);
  });
});
