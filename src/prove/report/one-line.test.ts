import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT } from '../../../test/support/broken-report.ts';
import { oneLineReport } from './one-line.ts';

const MOST = 4096;

describe('oneLineReport', () => {
  it('names verdict, count, check, link, cause, place and fix', () => {
    expect(oneLineReport(BROKEN_REPORT, MOST)).toBe(
      'broken: 1 of 18 metrics arrived; TL203, link plugin: diagnostics-otel is off: bundled (disabled by default) ' +
        '(configmap.yaml:12); fix: enable the plugin',
    );
  });

  it('names what could not be asked where nothing fails', () => {
    const report = { ...BROKEN_REPORT, verdict: 'undetermined', arrived: null, rootCause: null } as const;
    expect(oneLineReport(report, MOST)).toBe(
      'undetermined: no backend was queried; not known: TL301: no gateway was given: --gateway URL',
    );
  });

  it('says no more than the count where everything has arrived', () => {
    const report = { ...BROKEN_REPORT, verdict: 'arriving', arrived: 18, rootCause: null } as const;
    expect(oneLineReport(report, MOST)).toBe('arriving: 18 of 18 metrics arrived');
  });

  it('has no line break, no control character and no credential', () => {
    const summary = 'refused\nby http://user:s3cr3t-value@host/ with \u001B[31mBearer s3cr3t-value\u001B[0m';
    const line = oneLineReport(
      { ...BROKEN_REPORT, rootCause: { ...BROKEN_REPORT.rootCause!, summary } },
      MOST,
    );
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).not.toContain('s3cr3t-value');
    expect(line).toContain('refused by http://***@host/');
  });

  it.each([0, 1, 2, 3])('is cut to the bytes that it may have, and never within a character (%i)', (more) => {
    const summary = `${'x'.repeat(more)}${'接続'.repeat(2_000)}`;
    const line = oneLineReport(
      { ...BROKEN_REPORT, rootCause: { ...BROKEN_REPORT.rootCause!, summary } },
      MOST,
    );
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MOST);
    expect(Buffer.byteLength(line)).toBeGreaterThan(MOST - 4);
    expect(line).toMatch(/[接続]…$/);
  });
});
