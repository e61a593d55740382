import type { CheckReport, Report } from '../../src/prove/index.ts';

/** The report of a check that fails, with every field filled in. */
export const FAILED: CheckReport = {
  id: 'TL203',
  link: 'plugin',
  modes: [10],
  title: 'Plugin diagnostics-otel is enabled',
  severity: 'error',
  status: 'fail',
  message: 'diagnostics-otel is off: bundled (disabled by default)',
  location: { file: 'configmap.yaml', line: 12 },
  evidence: [{ source: 'configmap.yaml', saw: 'plugins.entries names discord, telegram' }],
  fix: { kind: 'patch', text: 'enable the plugin', diff: '--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a\n+b\n' },
};

/** A whole report with one fault, and one check that could not be asked. */
export const BROKEN_REPORT: Report = {
  schema: 'throughline.report/1',
  version: '0.1.0',
  at: '2026-02-20T03:00:00.000Z',
  verdict: 'broken',
  vantage: 'this process, on a laptop',
  expected: 18,
  arrived: 1,
  rootCause: {
    check: 'TL203',
    link: 'plugin',
    modes: [10],
    summary: FAILED.message,
    affects: ['every setting of diagnostics.otel'],
    fix: FAILED.fix,
  },
  links: [
    { link: 'config', status: 'pass', message: 'valid' },
    { link: 'plugin', status: 'fail', message: FAILED.message },
    { link: 'sdk', status: 'unknown', message: 'no gateway was given: --gateway URL' },
  ],
  checks: [
    FAILED,
    {
      ...FAILED,
      id: 'TL301',
      link: 'sdk',
      status: 'unknown',
      message: 'no gateway was given: --gateway URL',
    },
  ],
  metrics: [
    {
      otlp: 'openclaw.tokens',
      prometheus: 'openclaw_tokens_total',
      type: 'counter',
      status: 'arrived',
      found: [],
      series: 6,
      newestSample: '2026-02-20T02:59:59.200Z',
      labels: { present: ['direction'], absent: [], extra: [] },
      recorded: 12,
      stored: 12,
      why: '',
      cause: null,
    },
  ],
  reconciliation: { recorded: 3, stored: 3, ratio: 1, 'as of': 'last accepted push' },
  instances: [],
};
