import { fitReport, oneLineReport, textReport } from '../../prove/report/index.ts';
import type { ObjectRef, Report } from '../../prove/index.ts';

/** A ConfigMap may have 1 MiB of keys and values; the rest is room for its metadata in one request. */
const MOST_BYTES = 1_000_000;
const MOST_TEXT_BYTES = 200_000;
const MOST_LINE_BYTES = 4096;
const MOST_DIFF_BYTES = 100_000;
const TEXT_WIDTH = 100;

/**
 * The ConfigMap with a report: `verdict`, one line; `report.txt`, as a person reads it; `report.json`, a
 * `throughline.report/1`; `fix.diff`, the diff of the root cause where it has one, for `git apply`; and `left-out`, where the
 * report is larger than a ConfigMap may be.
 */
export function reportObject(report: Report, { namespace, name }: ObjectRef): object {
  const whole = textReport(report, { colours: false, width: TEXT_WIDTH });
  const text = Buffer.from(whole).subarray(0, MOST_TEXT_BYTES).toString();
  const { json, leftOut } = fitReport(
    report,
    MOST_BYTES - MOST_TEXT_BYTES - MOST_LINE_BYTES - MOST_DIFF_BYTES,
  );
  const { diff } = report.rootCause?.fix ?? {};
  const isKept = diff !== undefined && Buffer.byteLength(diff) <= MOST_DIFF_BYTES;
  const left = [
    ...(text === whole ? [] : ['the end of report.txt']),
    ...(diff === undefined || isKept ? [] : ['fix.diff']),
    ...leftOut.map((what) => `${what} (report.json)`),
  ];
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      namespace,
      name,
      labels: { 'app.kubernetes.io/managed-by': 'throughline', 'app.kubernetes.io/component': 'report' },
    },
    data: {
      at: report.at,
      verdict: oneLineReport(report, MOST_LINE_BYTES),
      'report.txt': `${text}\n`,
      'report.json': json,
      ...(isKept ? { 'fix.diff': diff } : {}),
      ...(left.length === 0 ? {} : { 'left-out': left.join('\n') }),
    },
  };
}
