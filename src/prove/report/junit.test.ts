import { describe, expect, it } from 'vitest';
import { BROKEN_REPORT, FAILED } from '../../../test/support/broken-report.ts';
import { junitReport } from './junit.ts';

const warned = { ...FAILED, status: 'warn', severity: 'warning' } as const;

describe('junitReport', () => {
  it('has a suite for each link that was asked and one for the metrics; what could not be asked is skipped', () => {
    expect(junitReport(BROKEN_REPORT, { failOn: 'warning' })).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="throughline" tests="3" failures="1" errors="0" skipped="1" time="0">
        <testsuite name="plugin" tests="1" failures="1" errors="0" skipped="0" time="0" timestamp="2026-02-20T03:00:00">
          <testcase name="TL203 Plugin diagnostics-otel is enabled" classname="throughline.plugin" time="0" file="configmap.yaml" line="12">
            <failure message="diagnostics-otel is off: bundled (disabled by default)" type="error">diagnostics-otel is off: bundled (disabled by default)
      at configmap.yaml:12
      saw plugins.entries names discord, telegram  (configmap.yaml)
      fix: enable the plugin
      --- a/f
      +++ b/f
      @@ -1 +1,2 @@
       a
      +b</failure>
          </testcase>
        </testsuite>
        <testsuite name="sdk" tests="1" failures="0" errors="0" skipped="1" time="0" timestamp="2026-02-20T03:00:00">
          <testcase name="TL301 Plugin diagnostics-otel is enabled" classname="throughline.sdk" time="0" file="configmap.yaml" line="12">
            <skipped message="no gateway was given: --gateway URL"/>
          </testcase>
        </testsuite>
        <testsuite name="metrics" tests="1" failures="0" errors="0" skipped="0" time="0" timestamp="2026-02-20T03:00:00">
          <testcase name="openclaw_tokens_total" classname="throughline.metrics" time="0"/>
        </testsuite>
      </testsuites>"
    `);
  });

  it('fails on what the exit code fails on', () => {
    const report = { ...BROKEN_REPORT, checks: [warned] };
    expect(junitReport(report, { failOn: 'warning' })).toContain('failures="1"');
    expect(junitReport(report, { failOn: 'error' })).toContain('failures="0"');
    expect(junitReport(report, { failOn: 'error' })).toContain('<system-out>diagnostics-otel is off');
  });

  it('never fails on a note', () => {
    const report = { ...BROKEN_REPORT, checks: [{ ...warned, severity: 'note' } as const] };
    expect(junitReport(report, { failOn: 'warning' })).toContain('failures="0"');
  });

  it('fails a metric that is missing, and skips one that nobody could be asked about', () => {
    const [metric] = BROKEN_REPORT.metrics;
    const withStatus = (status: 'missing' | 'unknown') => ({
      ...BROKEN_REPORT,
      checks: [],
      metrics: metric ? [{ ...metric, status }] : [],
    });
    expect(junitReport(withStatus('missing'), { failOn: 'warning' })).toContain('failures="1"');
    expect(junitReport(withStatus('unknown'), { failOn: 'warning' })).toContain('skipped="1"');
  });

  it('escapes markup, and replaces what XML cannot hold', () => {
    const message = `<a b="c"> & 'd' \u001B[31m \uD800 ✓ 設定 \u{1F600}`;
    const text = junitReport({ ...BROKEN_REPORT, checks: [{ ...FAILED, message }] }, { failOn: 'warning' });
    expect(text).toContain(
      'message="&lt;a b=&quot;c&quot;&gt; &amp; &apos;d&apos; \uFFFD[31m \uFFFD ✓ 設定 \u{1F600}"',
    );
  });
});

it('skips what is suppressed, and says why', () => {
  const known = { reason: 'after the move', until: '2027-01-31' };
  const [metric] = BROKEN_REPORT.metrics;
  const xml = junitReport(
    {
      ...BROKEN_REPORT,
      checks: [{ ...warned, severity: 'note', suppressed: { ...known, status: 'fail', severity: 'error' } }],
      metrics: metric ? [{ ...metric, status: 'missing', suppressed: known }] : [],
    },
    { failOn: 'warning' },
  );
  expect(xml).toContain('tests="2" failures="0" errors="0" skipped="2"');
  expect(xml).toContain('suppressed until 2027-01-31 (after the move): diagnostics-otel is off');
});
