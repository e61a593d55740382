import type { Outcome } from './judge.ts';
import type { Result } from './run.ts';

export const OUTCOMES: readonly Outcome[] = ['right', 'wrong', 'not judged'];

/** At most this part may be not judged. */
const MOST_NOT_JUDGED = 0.1;

export type Totals = Readonly<Record<Outcome, number>>;

export function totalsOf(results: readonly Result[]): Totals {
  const count = (outcome: Outcome): number => results.filter((one) => one.outcome === outcome).length;
  return { right: count('right'), wrong: count('wrong'), 'not judged': count('not judged') };
}

/** Whether the goal is met: nothing wrong, and at most a tenth not judged. */
export function isGood(totals: Totals): boolean {
  const all = OUTCOMES.reduce((sum, outcome) => sum + totals[outcome], 0);
  return totals.wrong === 0 && totals['not judged'] <= all * MOST_NOT_JUDGED;
}

/** The inputs that are not right with their reasons, or all; then the totals, or those of each kind. */
export function tableLines(results: readonly Result[], verbose: boolean): string[] {
  const shown = results.filter(({ outcome }) => verbose || outcome !== 'right');
  const width = Math.max(0, ...shown.map(({ input }) => input.name.length));
  return [
    ...shown.flatMap(({ input, outcome, why }) => [
      `${SIGN[outcome]} ${outcome.padEnd(10)}  ${input.name.padEnd(width)}  kind ${input.wild.kind}${input.one.healthy ? ', healthy' : ''}`,
      ...why.map((line) => `      ${line}`),
    ]),
    ...(shown.length > 0 ? [''] : []),
    ...(verbose ? kindLines(results) : []),
    row('all', results),
  ];
}

const SIGN: Readonly<Record<Outcome, string>> = { right: '✓', wrong: '✗', 'not judged': '?' };

function kindLines(results: readonly Result[]): string[] {
  const kinds = [...new Set(results.map(({ input }) => input.wild.kind))].toSorted((a, b) => a - b);
  return kinds.map((kind) =>
    row(
      `kind ${kind}`,
      results.filter(({ input }) => input.wild.kind === kind),
    ),
  );
}

function row(title: string, results: readonly Result[]): string {
  const totals = totalsOf(results);
  const counts = OUTCOMES.map((outcome) => `${String(totals[outcome]).padStart(4)} ${outcome}`);
  return `${title.padEnd(8)}${counts.join('')}`;
}

/** What the README shows. */
export function figuresOf(results: readonly Result[]): Readonly<Record<string, string | number>> {
  const sources = new Set(results.map(({ input }) => input.wild.source));
  const totals = totalsOf(results);
  return {
    day: new Date().toISOString().slice(0, 10),
    inputs: results.length,
    healthy: results.filter(({ input }) => input.one.healthy).length,
    reports: sources.size,
    repositories: new Set([...sources].map((source) => source.split(/[#:]/)[0])).size,
    right: totals.right,
    wrong: totals.wrong,
    notJudged: totals['not judged'],
  };
}

/** The results as data. */
export function asJson(results: readonly Result[]): string {
  const inputs = results.map(({ input, outcome, why, ms }) => ({
    name: input.name,
    source: input.wild.source,
    kind: input.wild.kind,
    healthy: input.one.healthy,
    outcome,
    why,
    first: input.one.first,
    ms,
  }));
  return JSON.stringify({ totals: totalsOf(results), inputs }, null, 2);
}
