import type { CheckReport, MetricResult, Report } from '../index.ts';
import { arrivedSentence } from './arrived.ts';
import { factsOf, titleOf } from './facts.ts';
import { SIGNS } from './text.ts';
import { wordsFor } from './words.ts';
import type { Language, Words } from './words-type.ts';

/** The report as a document for others: the settings, what was reached, the cause, the names, the fix, the next steps. */
export function markdownReport(report: Report, language: Language): string {
  const words = wordsFor(language);
  const facts = factsOf(report, words);
  const { headings } = words;
  return blocks([
    `# ${words.title}`,
    `## ${headings.summary}`,
    `${verdictSign(report)} **${words.verdicts[report.verdict]}.** ${arrivedSentence(report, words)}`,
    `\`${report.links.map(({ link, status }) => `${SIGNS[status]} ${link}`).join('  ')}\``,
    `## ${headings.when}`,
    `${report.at}  \n${words.askedFrom(text(report.vantage))}  \nThroughline ${report.version}`,
    `## ${headings.results}`,
    `### 1. ${headings.inventory}`,
    checkTable(facts.inventory, report, words),
    `### 2. ${headings.reachability}`,
    checkTable(facts.reachability, report, words),
    `#### ${headings.logs}`,
    facts.logs.length === 0 ? words.nothing.logs : checkTable(facts.logs, report, words),
    `### 3. ${headings.rootCause}`,
    ...causeBlocks(report, facts.cause, words),
    ...(facts.affected.length > 0
      ? [
          `#### ${headings.affects}`,
          table(
            [words.columns.item, words.columns.reason],
            facts.affected.map(({ item, reason }) => [text(item), text(reason)]),
          ),
        ]
      : []),
    `### 4. ${headings.names}`,
    ...namesBlocks(report, words),
    `### 5. ${headings.labels}`,
    labelsTable(report.metrics, words),
    ...(facts.others.length > 0
      ? [`### 6. ${headings.others}`, checkTable(facts.others, report, words)]
      : []),
    `## ${headings.fix}`,
    ...fixBlocks(report, words),
    `## ${headings.unchanged}`,
    facts.unchanged.length === 0
      ? words.nothing.unchanged
      : table(
          [words.columns.item, words.columns.reason],
          facts.unchanged.map(({ item, reason }) => [item, text(reason)]),
        ),
    `## ${headings.risks}`,
    facts.risks.length === 0
      ? words.nothing.risks
      : table(
          [words.columns.risk, words.columns.mitigation],
          facts.risks.map(({ risk, mitigation }) => [text(risk), text(mitigation)]),
        ),
    `## ${headings.next}`,
    facts.steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
  ]);
}

function verdictSign({ verdict }: Report): string {
  return { arriving: '✓', degraded: '‼', broken: '✗', idle: '?', undetermined: '?' }[verdict];
}

function checkTable(checks: readonly CheckReport[], report: Report, words: Words): string {
  const { columns, statuses } = words;
  const rows = checks.map(({ id, status, message }) => [
    `${text(titleOf(id, report.checks, words))} (${id})`,
    text(message),
    `${SIGNS[status]} ${statuses[status]}`,
  ]);
  return table([columns.check, columns.result, columns.status], rows);
}

function causeBlocks({ rootCause }: Report, cause: CheckReport | undefined, words: Words): string[] {
  if (!rootCause) return [words.nothing.rootCause];
  const evidence = (cause?.evidence ?? []).map(({ source, saw }) => [text(saw), text(source)]);
  return [
    `**${text(rootCause.summary)}** (${rootCause.check}, ${words.links[rootCause.link]})`,
    ...(cause?.location ? [words.at(cause.location.file, cause.location.line)] : []),
    ...(evidence.length > 0 ? [table([words.columns.evidence, words.columns.source], evidence)] : []),
  ];
}

function namesBlocks({ metrics, reconciliation }: Report, words: Words): string[] {
  if (metrics.length === 0) return [words.nothing.metrics];
  const { columns, metricStatuses, causes } = words;
  const rows = metrics.map((metric) => {
    const found = metric.found.length > 0 ? `: ${metric.found.map(code).join(', ')}` : '';
    const cause = metric.cause === null ? '' : ` (${causes[metric.cause]})`;
    return [
      code(metric.otlp),
      code(metric.prometheus),
      metric.type,
      `${metricStatuses[metric.status]}${found}${cause}`,
      metric.recorded === null ? '-' : String(metric.recorded),
      metric.stored === null ? '-' : String(metric.stored),
    ];
  });
  return [
    table(
      [columns.otlp, columns.prometheus, columns.type, columns.status, columns.recorded, columns.stored],
      rows,
    ),
    ...(reconciliation ? [words.reconciled(reconciliation.recorded, reconciliation.stored)] : []),
  ];
}

function labelsTable(metrics: readonly MetricResult[], words: Words): string {
  const { columns } = words;
  const rows = metrics.map(({ prometheus, labels }) => [
    code(prometheus),
    labels.present.map(code).join(', ') || '-',
    labels.absent.map(code).join(', ') || '-',
  ]);
  return rows.length === 0
    ? words.nothing.metrics
    : table([columns.prometheus, columns.present, columns.absent], rows);
}

function fixBlocks({ rootCause }: Report, words: Words): string[] {
  const fix = rootCause?.fix;
  if (!fix) return [words.nothing.fix];
  return [
    text(fix.text),
    ...(fix.diff === undefined ? [] : [fenced('diff', fix.diff.trimEnd())]),
    ...(fix.command === undefined ? [] : [fenced('sh', fix.command)]),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '-';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A fence longer than any within, so that what is inside cannot end it. */
function fenced(language: string, content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

function code(name: string): string {
  return name === '' ? '' : `\`${name.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** What was found is text, whatever is in it: no table cell ends in it, and no HTML begins. */
function text(found: string): string {
  return found
    .replaceAll('\\', '\\\\')
    .replaceAll(/[|*_`[\]]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}

function blocks(all: readonly string[]): string {
  return `${all.join('\n\n')}\n`;
}
