import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import type { Report } from '../index.ts';
import { htmlReport } from './html.ts';

describe('htmlReport', () => {
  it('asks nothing of any server, and runs nothing', () => {
    const page = htmlReport(BROKEN_REPORT, 'en');
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|\ssrc=|\sonclick=/i);
    expect(page).toContain("default-src 'none'");
  });

  it('draws each link of the path, and the way behind the fault as dim', () => {
    const page = htmlReport(BROKEN_REPORT, 'en');
    const stations = [...page.matchAll(/class="station (\w+)"/g)].map(([, status]) => status);
    expect(stations).toEqual(BROKEN_REPORT.links.map(({ status }) => status));
    expect([...page.matchAll(/class="way( behind)?"/g)].map(([, behind]) => behind === ' behind')).toEqual([
      false,
      true,
    ]);
  });

  it('shows the root cause with its place and evidence, the diff line by line, and the metrics', () => {
    const page = htmlReport(BROKEN_REPORT, 'en');
    for (const text of [
      FAILED.message,
      'configmap.yaml:12',
      'openclaw_tokens_total',
      '<span class="plus">+b</span>',
    ])
      expect(page).toContain(text);
  });

  it('is in Japanese where it is asked to be', () => {
    const page = htmlReport(BROKEN_REPORT, 'ja');
    expect(page).toContain('<html lang="ja">');
    expect(page).toContain('根本原因の特定');
    expect(page).toContain('プラグイン diagnostics-otel が有効である');
  });

  it('takes what was found for text, whatever is in it', () => {
    const hostile = `"><script>alert(1)</script>' onload=x`;
    const check = {
      ...FAILED,
      message: hostile,
      evidence: [{ source: hostile, saw: hostile }],
      location: { file: hostile, line: 1 },
      fix: { kind: 'patch', text: hostile, diff: `+${hostile}` },
    } as const;
    const report: Report = {
      ...BROKEN_REPORT,
      vantage: hostile,
      checks: [check],
      links: [{ link: 'plugin', status: 'fail', message: hostile }],
      rootCause: { ...BROKEN_REPORT.rootCause!, summary: hostile, affects: [hostile], fix: check.fix },
      metrics: BROKEN_REPORT.metrics.map((metric) => ({ ...metric, otlp: hostile, found: [hostile] })),
    };
    expect(htmlReport(report, 'en')).not.toContain('<script');
  });
});
