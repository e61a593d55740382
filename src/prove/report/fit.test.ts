import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { readReport } from '../../shared/protocol/report.ts';
import { fitReport } from './fit.ts';

const LONG = 'x'.repeat(1_000);
const evidence = Array.from({ length: 10 }, (_, index) => ({ source: `file-${index}`, saw: LONG }));
const metric = BROKEN_REPORT.metrics[0]!;

const large = {
  ...BROKEN_REPORT,
  checks: [
    { ...FAILED, evidence },
    ...Array.from({ length: 100 }, () => ({ ...FAILED, status: 'pass' as const, evidence })),
  ],
  metrics: [
    ...Array.from({ length: 1_000 }, () => metric),
    ...Array.from({ length: 1_000 }, () => ({ ...metric, status: 'missing' as const, why: LONG })),
  ],
  instances: Array.from({ length: 5_000 }, (_, index) => ({
    instance: `i-${index}`,
    verdict: 'broken' as const,
  })),
};

describe('fitReport', () => {
  it('keeps a report that fits as it is', () => {
    const { json, leftOut } = fitReport(BROKEN_REPORT, 1_000_000);
    expect(readReport(json)).toEqual(BROKEN_REPORT);
    expect(leftOut).toEqual([]);
  });

  it.each([2_400_000, 1_500_000, 300_000, 50_000, 40_000])(
    'fits into %i bytes, stays a report, and keeps verdict, root cause and the status of each check',
    (most) => {
      const { json, leftOut } = fitReport(large, most);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(most);
      expect(leftOut.length).toBeGreaterThan(0);
      const { verdict, rootCause, checks } = readReport(json);
      expect({ verdict, rootCause }).toEqual({ verdict: 'broken', rootCause: BROKEN_REPORT.rootCause });
      expect(checks.map(({ status }) => status)).toEqual(large.checks.map(({ status }) => status));
    },
  );

  it('leaves out the evidence of passing checks first, and of the failing one later', () => {
    const { json, leftOut } = fitReport(large, 2_400_000);
    expect(leftOut).toEqual(['evidence of checks that neither fail nor warn']);
    const { checks, metrics } = readReport(json);
    expect(checks[0]?.evidence).toEqual(evidence);
    expect(checks[1]?.evidence).toEqual([]);
    expect(metrics).toHaveLength(2_000);
  });
});
