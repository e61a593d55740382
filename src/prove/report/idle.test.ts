import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT } from '../../../test/support/broken-report.ts';
import type { Report } from '../index.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { oneLineReport } from './one-line.ts';
import { sarifReport } from './sarif.ts';
import { textReport } from './text.ts';

const AT = '2026-02-20T02:59:59.000Z';

/** A gateway that has recorded nothing. */
function idleReport(more: Partial<Report>): Report {
  return {
    ...BROKEN_REPORT,
    verdict: 'idle',
    arrived: 0,
    rootCause: null,
    links: [],
    checks: [],
    metrics: BROKEN_REPORT.metrics.map((metric) => ({
      ...metric,
      status: 'idle',
      series: 0,
      newestSample: null,
      recorded: 0,
      stored: 0,
      why: 'nothing was recorded',
    })),
    reconciliation: null,
    readBack: { metrics: null, health: null, canary: false },
    ...more,
  };
}

const readBack = (of: Partial<NonNullable<Report['readBack']>>): Partial<Report> => ({
  verdict: 'arriving',
  readBack: { metrics: null, health: null, canary: false, ...of },
});
const health = readBack({ health: AT });

const headline = (report: Report): string | undefined =>
  textReport(report, { colours: false }).split('\n')[0];

describe('the report of an idle gateway', () => {
  it('says that nothing was read back, in each format', () => {
    const report = idleReport({});
    expect(headline(report)).toBe('idle: none of the 18 metrics was recorded yet, and nothing was read back');
    expect(markdownReport(report, 'en')).toContain(
      '? **Idle.** None of the 18 metrics was recorded yet, and nothing was read back.',
    );
    expect(markdownReport(report, 'ja')).toContain('読み戻せたサンプルもない');
    expect(htmlReport(report, 'en')).toContain('<span class="verdict idle">Idle</span>');
    expect(htmlReport(report, 'ja')).toContain('記録なし (経路は未確認)');
    expect(JSON.parse(sarifReport(report, { rules: [], root: '/' })).runs[0].properties.verdict).toBe('idle');
  });

  it('skips its metrics in JUnit, where nothing shows that they would arrive', () => {
    expect(junitReport(idleReport({}), { failOn: 'warning' })).toContain(
      '<skipped message="idle: nothing was recorded, and nothing was read back"/>',
    );
    expect(junitReport(idleReport(health), { failOn: 'warning' })).not.toContain('<skipped');
  });

  it('does not take the canary for what the gateway pushes', () => {
    const report = idleReport({ ...readBack({ canary: true }), verdict: 'idle' });
    expect(headline(report)).toBe(
      'idle: none of the 18 metrics was recorded yet; the canary was read back, and nothing shows that the gateway pushes there',
    );
    expect(markdownReport(report, 'ja')).toContain('送信先が同じであるとは確認できていない');
  });

  it.each<[string, Partial<Report>, string]>([
    [
      'its own health',
      health,
      `arriving: none of the 18 metrics was recorded yet; the exporter's own health arrived, last at ${AT}`,
    ],
    [
      'the canary',
      readBack({ canary: true }),
      'arriving: none of the 18 metrics was recorded yet; the canary was read back',
    ],
  ])('names what proves its path: %s', (_name, more, line) => {
    expect(headline(idleReport(more))).toBe(line);
    expect(oneLineReport(idleReport(more), 4096)).toBe(line);
  });

  it.each<[string, Partial<Report>]>([
    ['with a warning', { ...health, verdict: 'degraded' }],
    ['with a warning, and nothing read back', { verdict: 'degraded' }],
    [
      'with metrics that are suppressed',
      {
        ...readBack({ metrics: AT }),
        metrics: idleReport({}).metrics.map((metric) => ({
          ...metric,
          status: 'misnamed' as const,
          suppressed: { reason: 'moves', until: '2026-03-01' },
        })),
      },
    ],
  ])('never counts what arrived as 0 of all: %s', (_name, more) => {
    const report = idleReport(more);
    const all = [
      headline(report),
      oneLineReport(report, 4096),
      markdownReport(report, 'en'),
      htmlReport(report, 'en'),
    ];
    for (const text of all) expect(text).not.toContain('0 of 18');
  });
});
