import type { Score } from '../scenario/index.ts';

/** The score as a table of Markdown, as the README has it, and what is missing below. */
export function scoreLines({ rows, scenarios, twins, medianCheckMs, mostRequests }: Score): string[] {
  const table: readonly (readonly [string, string])[] = [
    ['failure modes named rightly', `${rows.right} of ${rows.of}`],
    ['scenarios rightly diagnosed', `${scenarios.right} of ${scenarios.of} (${scenarios.percent} %)`],
    ['healthy twins with a false alarm', `${twins.falseAlarms} of ${twins.of}`],
    ['a whole check, median', medianCheckMs === null ? 'not measured' : `${medianCheckMs} ms`],
    ['HTTP requests of a check, at most', String(mostRequests)],
  ];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    line(['figure', 'measured']),
    line(widths.map((width) => '-'.repeat(width))),
    ...table.map(line),
    ...(rows.wrong.length > 0 ? ['', `not named rightly: ${rows.wrong.join(', ')}`] : []),
    ...(rows.withoutScenario.length > 0
      ? ['', `without a scenario: ${rows.withoutScenario.join(', ')}`]
      : []),
  ];
}
