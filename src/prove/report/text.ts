import type { CheckReport, LinkReport, Report, Status } from '../index.ts';
import { arrivedPhrase } from './arrived.ts';
import { age, box, columns, wrap } from './layout.ts';
import { type Style, styleFor } from './style.ts';

export interface TextOptions {
  readonly colours: boolean;
  /** Columns of the terminal. Default: 100. */
  readonly width?: number | undefined;
  /** Show the evidence of checks that pass, too. */
  readonly verbose?: boolean | undefined;
}

/** One sign for each status. */
export const SIGNS: Readonly<Record<Status, string>> = {
  pass: '✓',
  warn: '‼',
  fail: '✗',
  unknown: '?',
  blocked: '⋯',
  skip: '–',
};

/** The report as a person reads it on a terminal: verdict, the path, the root cause in a box, then the rest. */
export function textReport(report: Report, options: TextOptions): string {
  const style = styleFor(options.colours);
  const width = Math.max(60, Math.min(options.width ?? 100, 140));
  return [
    headline(report, style),
    style.dim(`checked from ${report.vantage}`),
    '',
    ...linkLines(report.links, style, width),
    ...rootCauseLines(report, style, width),
    ...otherFindings(report, style, width),
    ...metricLines(report, style),
    ...suppressedLines(report, style, width),
    ...openQuestions(report, style, width, options.verbose ?? false),
  ].join('\n');
}

/** The same in a few lines, for the demo: verdict, the path in one line, the root cause and its fix, the metrics. */
export function briefReport(report: Report, options: TextOptions): string {
  const style = styleFor(options.colours);
  const { rootCause } = report;
  const cause = rootCause
    ? [
        `root cause, link ${rootCause.link}: ${style.strong(rootCause.summary)}`,
        ...fixLines(rootCause.fix, style),
      ]
    : [];
  const arrived = report.metrics.some(({ series }) => series > 0);
  return [
    headline(report, style),
    report.links.map(({ link, status }) => `${sign(status, style)} ${link}`).join('  '),
    ...cause,
    ...(arrived ? metricLines(report, style) : []),
  ].join('\n');
}

function headline(report: Report, style: Style): string {
  const { verdict } = report;
  const paint = {
    arriving: style.good,
    degraded: style.odd,
    broken: style.bad,
    idle: style.odd,
    undetermined: style.odd,
  };
  return `${paint[verdict](style.strong(verdict))}: ${arrivedPhrase(report)}`;
}

function sign(status: Status, style: Style): string {
  const paint = {
    pass: style.good,
    warn: style.odd,
    fail: style.bad,
    unknown: style.dim,
    blocked: style.dim,
    skip: style.dim,
  };
  return paint[status](SIGNS[status]);
}

function linkLines(links: readonly LinkReport[], style: Style, width: number): string[] {
  const name = Math.max(...links.map(({ link }) => link.length));
  return links.flatMap(({ link, status, message }) => {
    const [first = '', ...rest] = wrap(message, width - name - 6);
    const paint =
      status === 'pass' || status === 'fail' || status === 'warn' ? (text: string) => text : style.dim;
    return [
      `  ${sign(status, style)} ${link.padEnd(name)}  ${paint(first)}`,
      ...rest.map((line) => ' '.repeat(name + 6) + paint(line)),
    ];
  });
}

function rootCauseLines({ rootCause, checks }: Report, style: Style, width: number): string[] {
  if (!rootCause) return [];
  const check = checks.find(({ id }) => id === rootCause.check);
  const inner = width - 4;
  const where = check?.location ? [`at ${check.location.file}:${check.location.line}`] : [];
  const affects = rootCause.affects.slice(0, 4).map((text) => `affects ${text}`);
  const seen = (check?.evidence ?? []).map(({ source, saw }) => `saw ${saw}  (${source})`);
  const lines = [rootCause.summary, ...where, ...affects, ...seen].flatMap((line) => wrap(line, inner));
  const title = `root cause: ${rootCause.check}, link ${rootCause.link}`;
  return ['', ...box(title, lines), ...fixLines(rootCause.fix, style)];
}

function fixLines(fix: CheckReport['fix'], style: Style): string[] {
  if (!fix) return [];
  const diff = (fix.diff ?? '').trimEnd();
  const painted = diff.split('\n').map((line) => {
    if (/^(?:---|\+\+\+|@@)/.test(line)) return style.dim(line);
    if (line.startsWith('+')) return style.good(line);
    return line.startsWith('-') ? style.bad(line) : line;
  });
  return [
    `${style.strong('fix')}: ${fix.text}`,
    ...(diff === '' ? [] : ['', ...painted]),
    ...(fix.command === undefined ? [] : ['', `  ${style.strong(fix.command)}`]),
  ];
}

function otherFindings({ checks, rootCause }: Report, style: Style, width: number): string[] {
  const others = checks.filter(
    ({ id, status, suppressed }) =>
      (status === 'fail' || status === 'warn') && id !== rootCause?.check && !suppressed,
  );
  if (others.length === 0) return [];
  return [
    '',
    style.strong(rootCause ? 'also found' : 'noted'),
    ...others.flatMap(({ id, status, message, fix }) => [
      ...wrap(`${sign(status, style)} ${id}  ${message}`, width - 2).map((line, index) =>
        index === 0 ? `  ${line}` : `           ${line}`,
      ),
      ...(fix ? wrap(fix.text, width - 13).map((line) => style.dim(`           ${line}`)) : []),
    ]),
  ];
}

function metricLines({ metrics, reconciliation, at }: Report, style: Style): string[] {
  if (metrics.length === 0) return [];
  const now = Date.parse(at);
  const rows = metrics.map((metric) => {
    const status: Status =
      metric.status === 'arrived'
        ? 'pass'
        : metric.status === 'idle' || metric.status === 'unknown' || metric.suppressed
          ? 'skip'
          : 'fail';
    const found = metric.found.length > 0 ? ` as ${metric.found.join(', ')}` : '';
    return [
      `  ${sign(status, style)} ${metric.prometheus}`,
      `${metric.status}${found}`,
      metric.series === 0 ? '-' : String(metric.series),
      metric.newestSample === null ? '-' : age(now - Date.parse(metric.newestSample)),
      metric.recorded === null ? '-' : String(metric.recorded),
      metric.stored === null ? '-' : String(metric.stored),
    ];
  });
  const table = columns([['    metric', 'status', 'series', 'age', 'recorded', 'stored'], ...rows]);
  const total = reconciliation
    ? [
        `  ${reconciliation.recorded} data events recorded, ${reconciliation.stored} stored (as of the ${reconciliation['as of']})`,
      ]
    : [];
  return ['', style.dim(table[0] ?? ''), ...table.slice(1), ...total];
}

/** Findings that do not count, and suppressions that have run out or match nothing. */
function suppressedLines({ checks, suppressions = [] }: Report, style: Style, width: number): string[] {
  const known = checks.flatMap(({ id, message, suppressed }) =>
    suppressed ? [`– ${id}  ${message}\nsuppressed until ${suppressed.until}: ${suppressed.reason}`] : [],
  );
  const odd = suppressions
    .filter(({ level }) => level !== 'none')
    .map(({ level, message }) => `${level === 'warning' ? style.odd('‼') : '–'} ${message}`);
  if (known.length + odd.length === 0) return [];
  const lines = [...known, ...odd].flatMap((text) =>
    wrap(text, width - 4).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
  );
  return ['', style.strong('suppressed'), ...lines];
}

function openQuestions({ checks }: Report, style: Style, width: number, verbose: boolean): string[] {
  const open = checks.filter(
    ({ status }) => status === 'unknown' || (verbose && status !== 'fail' && status !== 'warn'),
  );
  if (open.length === 0) return [];
  const reasons = new Map<string, string[]>();
  for (const { id, message } of open) reasons.set(message, [...(reasons.get(message) ?? []), id]);
  return [
    '',
    style.strong(verbose ? 'all other checks' : 'could not be checked'),
    ...[...reasons].flatMap(([message, ids]) =>
      wrap(`${ids.join(', ')}: ${message}`, width - 4).map((line) => style.dim(`  ${line}`)),
    ),
  ];
}
