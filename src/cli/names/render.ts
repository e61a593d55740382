import { columns } from '../../prove/report/index.ts';
import type { KnownBackend } from './backend.ts';
import { remedyOf, versionsOf } from '../../shared/failure-modes/defects.ts';
import { labelNames, type NameAnswer } from './answer.ts';
import type { NamesDefects } from './defects.ts';

const HEADINGS = ['OTLP', 'Prometheus', 'type', 'labels', 'description'];

/** A table for a terminal, with one line for each series of a histogram. */
export function textTable(answers: readonly NameAnswer[], { title, remarks }: KnownBackend): string {
  const rows = answers.flatMap((answer) => {
    const [first = '', ...others] = storedNames(answer);
    const labels = labelNames(answer.labels).join(', ');
    return [
      [answer.name, first, typeOf(answer), labels, answer.description],
      ...others.map((name) => ['', name]),
    ];
  });
  return [title, ...remarks.map((remark) => `  ! ${remark}`), '', ...columns([HEADINGS, ...rows])].join('\n');
}

export function markdownTable(answers: readonly NameAnswer[], { title, remarks }: KnownBackend): string {
  const rows = answers.map((answer) => [
    code(answer.name),
    storedNames(answer)
      .map((name) => (answer.series.includes(name) ? code(name) : cell(name)))
      .join('<br>'),
    typeOf(answer),
    labelNames(answer.labels).map(code).join(', '),
    cell(answer.description),
  ]);
  return [
    `Names on ${title}.`,
    ...remarks.map((remark) => `> ${remark}`),
    '',
    line(HEADINGS),
    line(HEADINGS.map(() => '---')),
    ...rows.map(line),
  ].join('\n');
}

/** The steps from one metric to what is stored. */
export function explanation(answer: NameAnswer, { title, remarks }: KnownBackend): string {
  const { name, unit, status, why } = answer;
  const labels = labelNames(answer.labels).join(', ');
  const facts = columns([
    ['  stored', storedNames(answer).join(', ')],
    ['  response', status === 'ERR' ? 'the connection is cut' : `HTTP ${status}`],
    ['  labels', answer.labels === null ? 'none' : labels || 'no labels'],
    ...answer.targetInfo.map((info) => ['  target_info', Object.keys(info).join(', ')]),
  ]);
  return [
    `${name}  (${typeOf(answer)}, unit "${unit}") on ${title}`,
    ...remarks.map((remark) => `  ! ${remark}`),
    '',
    ...facts,
    '',
    ...why.map((step, index) => `${String(index + 1).padStart(3)}. ${step}`),
  ].join('\n');
}

const MOST_NAMES = 5;

/** Known defects of the server that concern the shown metrics, one line each, and the ids of those of every push. */
export function defectLines(
  defects: NamesDefects | undefined,
  shown: readonly string[],
  output: 'text' | 'markdown',
): string[] {
  const lines = (defects?.concerning ?? []).flatMap(({ defect, metrics }) => {
    const names = [...new Set(metrics.map(({ name }) => name))].filter((name) => shown.includes(name));
    if (names.length === 0) return [];
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const which = names.slice(0, MOST_NAMES).join(', ') + more;
    return [
      `Known defect ${defect.id} (${versionsOf(defect)}), for ${which}: ${defect.shows} ${remedyOf(defect)}.`,
    ];
  });
  const others = (defects?.ofPushes ?? []).map(({ id }) => id);
  if (others.length > 0)
    lines.push(
      `Known defects that concern pushes in general: ${others.join(', ')}; see docs/reference/failure-modes.md.`,
    );
  return remarkLines(lines, output);
}

/** Sentences below the table; nothing where there are none. */
export function remarkLines(sentences: readonly string[], output: 'text' | 'markdown'): string[] {
  const start = output === 'text' ? '  ! ' : '> ';
  return sentences.length === 0 ? [] : ['', ...sentences.map((text) => start + text)];
}

const KIND_TITLES: Partial<Readonly<Record<NameAnswer['kind'], string>>> = {
  updown: 'up-down counter',
  exponentialHistogram: 'exponential histogram',
};

function typeOf({ kind }: NameAnswer): string {
  return KIND_TITLES[kind] ?? kind;
}

/** The stored name, or the reason why nothing is stored. */
function storedNames({ series, status }: NameAnswer): readonly string[] {
  if (series.length > 0) return series.map((name) => (name === '' ? '(a series without name)' : name));
  if (status === 'ERR') return ['(not stored: the connection is cut)'];
  return [status === 200 ? '(not stored, although the response is 200)' : `(not stored: HTTP ${status})`];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}

/** A UTF-8 name may contain backticks: then more of them enclose it. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = longest > 0 ? ' ' : '';
  return `${fence}${padding}${cell(text)}${padding}${fence}`;
}
