import { type CheckReport, LINKS, type MetricResult, type Report, type Severity } from '../index.ts';

export interface JUnitOptions {
  /** Severity from which a finding is a failure, so that the file says what the exit code says. */
  readonly failOn: 'error' | 'warning';
}

interface Case {
  readonly name: string;
  readonly suite: string;
  readonly location: CheckReport['location'];
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

/** The report as JUnit XML: a suite for each link with its checks as cases, and one for the metrics. */
export function junitReport(report: Report, options: JUnitOptions): string {
  const cases = [
    ...report.checks.map((check) => caseOfCheck(check, options)),
    ...report.metrics.map((metric) => caseOfMetric(metric, report, options)),
  ];
  const suites = [...LINKS, 'metrics']
    .map((suite) => ({ suite, own: cases.filter((one) => one.suite === suite) }))
    .filter(({ own }) => own.length > 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="throughline" ${counts(cases)} time="0">`,
    ...suites.flatMap(({ suite, own }) => [
      `  <testsuite name="${suite}" ${counts(own)} time="0" timestamp="${report.at.replace(/(?:\.\d+)?Z$/, '')}">`,
      ...own.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

function caseOfCheck(check: CheckReport, options: JUnitOptions): Case {
  const found = check.status === 'fail' || check.status === 'warn';
  const failed = found && counted(check.severity, options);
  const { suppressed } = check;
  const asked = (found && !suppressed) || check.status === 'pass';
  return {
    name: `${check.id} ${check.title}`,
    suite: check.link,
    location: check.location,
    outcome: failed ? 'failed' : asked ? 'passed' : 'skipped',
    type: check.severity,
    message: suppressed
      ? `suppressed until ${suppressed.until} (${suppressed.reason}): ${check.message}`
      : check.message,
    details: found ? detailsOf(check) : '',
  };
}

/** Where nothing was read back, an idle metric proves nothing. */
function caseOfMetric(metric: MetricResult, { verdict }: Report, options: JUnitOptions): Case {
  const settled = metric.status === 'arrived' || metric.status === 'idle';
  const skipped = metric.status === 'unknown' || verdict === 'idle' || metric.suppressed !== undefined;
  const missed = !settled && !skipped && counted('warning', options);
  return {
    name: metric.prometheus,
    suite: 'metrics',
    location: null,
    outcome: missed ? 'failed' : skipped ? 'skipped' : 'passed',
    type: 'warning',
    message:
      verdict === 'idle'
        ? `idle: ${metric.why}, and nothing was read back`
        : [metric.status, ...metric.found].join(' '),
    details: missed ? metric.why : '',
  };
}

function counted(severity: Severity, { failOn }: JUnitOptions): boolean {
  return severity === 'error' || (severity === 'warning' && failOn === 'warning');
}

function detailsOf({ message, evidence, location, fix }: CheckReport): string {
  return [
    message,
    ...(location ? [`at ${location.file}:${location.line}`] : []),
    ...evidence.map(({ source, saw }) => `saw ${saw}  (${source})`),
    ...(fix ? [`fix: ${fix.text}`] : []),
    ...(fix?.diff === undefined ? [] : [fix.diff.trimEnd()]),
    ...(fix?.command === undefined ? [] : [fix.command]),
  ].join('\n');
}

function counts(cases: readonly Case[]): string {
  const number = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${number('failed')}" errors="0" skipped="${number('skipped')}"`;
}

function caseLines({ name, suite, location, outcome, type, message, details }: Case): string[] {
  const place = location ? ` file="${escapeXml(location.file)}" line="${location.line}"` : '';
  const open = `    <testcase name="${escapeXml(name)}" classname="throughline.${suite}" time="0"${place}`;
  if (outcome === 'skipped')
    return [`${open}>`, `      <skipped message="${escapeXml(message)}"/>`, '    </testcase>'];
  if (outcome === 'failed') {
    const failure = `<failure message="${escapeXml(message)}" type="${type}">${escapeXml(details)}</failure>`;
    return [`${open}>`, `      ${failure}`, '    </testcase>'];
  }
  if (details === '') return [`${open}/>`];
  return [`${open}>`, `      <system-out>${escapeXml(details)}</system-out>`, '    </testcase>'];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 cannot hold, even escaped, is replaced: https://www.w3.org/TR/xml/#charsets */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
