import type { Report } from '../index.ts';

/** A report as JSON of limited size, and what had to be left out of it. */
export interface FittedReport {
  readonly json: string;
  /** What was left out, in words; empty where the report is whole. */
  readonly leftOut: readonly string[];
}

const MOST_EVIDENCE = 3;
const MOST_LISTED = 100;
const MOST_TEXT = 300;

interface Cut {
  readonly what: string;
  readonly of: (report: Report) => Report;
}

/** What a reader misses least comes first. The verdict, the root cause with its fix and the links are never cut. */
const CUTS: readonly Cut[] = [
  {
    what: 'evidence of checks that neither fail nor warn',
    of: (report) => ({
      ...report,
      checks: report.checks.map((check) => (isFinding(check) ? check : { ...check, evidence: [] })),
    }),
  },
  {
    what: 'metrics that arrived',
    of: (report) => ({ ...report, metrics: report.metrics.filter(({ status }) => status !== 'arrived') }),
  },
  {
    what: `metrics and instances after the first ${MOST_LISTED}`,
    of: (report) => ({
      ...report,
      metrics: report.metrics.slice(0, MOST_LISTED),
      instances: report.instances.slice(0, MOST_LISTED),
    }),
  },
  {
    what: `all but ${MOST_EVIDENCE} pieces of evidence of each check, and long texts`,
    of: (report) => ({
      ...report,
      checks: report.checks.map((check) => ({
        ...check,
        message: shortened(check.message),
        evidence: check.evidence
          .slice(0, MOST_EVIDENCE)
          .map(({ source, saw }) => ({ source: shortened(source), saw: shortened(saw) })),
        fix: check.fix && { ...check.fix, text: shortened(check.fix.text), diff: undefined },
      })),
    }),
  },
  {
    what: 'metrics, instances and suppressions',
    of: (report) => ({ ...report, metrics: [], instances: [], suppressions: [] }),
  },
];

/**
 * The report as JSON within a number of bytes: what matters less is left out, until it fits. It stays a
 * `throughline.report/1`.
 *
 * @param maxBytes of UTF-8
 */
export function fitReport(report: Report, maxBytes: number): FittedReport {
  const leftOut: string[] = [];
  let fitted = report;
  let json = JSON.stringify(fitted);
  for (const { what, of } of CUTS) {
    if (Buffer.byteLength(json) <= maxBytes) break;
    fitted = of(fitted);
    json = JSON.stringify(fitted);
    leftOut.push(what);
  }
  return { json, leftOut };
}

function isFinding({ status }: Report['checks'][number]): boolean {
  return status === 'fail' || status === 'warn';
}

function shortened(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
