import { fitReport, oneLineReport, textReport } from '../../prove/report/index.ts';
import type { Report } from '../../prove/index.ts';

/** The ConfigMap that a report is kept in. */
export interface ReportPlace {
  readonly namespace: string;
  readonly name: string;
}

/** Names of Kubernetes: a namespace is one DNS label, a ConfigMap's name may have dots. */
const PLACE = /^configmap\/([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)$/;

/** `configmap/NAMESPACE/NAME`; undefined where the text is something else. */
export function parseReportPlace(text: string): ReportPlace | undefined {
  const [, namespace, name] = PLACE.exec(text) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** A ConfigMap may have 1 MiB of keys and values; the rest is room for its metadata in one request. */
const MOST_BYTES = 1_000_000;
const MOST_TEXT_BYTES = 200_000;
const MOST_LINE_BYTES = 4096;
const TEXT_WIDTH = 100;

/**
 * The ConfigMap with a report: `verdict`, one line; `report.txt`, as a person reads it; `report.json`, a
 * `throughline.report/1`; and `left-out`, where the report is larger than a ConfigMap may be.
 */
export function reportObject(report: Report, { namespace, name }: ReportPlace): object {
  const whole = textReport(report, { colours: false, width: TEXT_WIDTH });
  const text = Buffer.from(whole).subarray(0, MOST_TEXT_BYTES).toString();
  const { json, leftOut } = fitReport(report, MOST_BYTES - MOST_TEXT_BYTES - MOST_LINE_BYTES);
  const left = [
    ...(text === whole ? [] : ['the end of report.txt']),
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
      ...(left.length === 0 ? {} : { 'left-out': left.join('\n') }),
    },
  };
}
