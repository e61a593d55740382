import type { Score } from '../scenario/index.ts';

/** The score as a page of the docs. */
export function scorePage(score: Score, day: string): string {
  return `<!-- Written by \`npm run diagnose:score\`; run it again instead of editing. -->

# How well faults are diagnosed

Measured on ${day}: every folder of \`test/scenarios\`, on real gateways and servers, most with a healthy twin
([how](guide/scenarios.md)).

${scoreLines(score).join('\n')}

A healthy twin is the same scenario without its fault. What one machine cannot produce comes from recorded responses, and
each such scenario says why. Times depend on the machine.
`;
}

/** The score as a table of Markdown, and what is missing below it. */
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
