import { stringify } from 'yaml';
import type { Disagreement, SetResult } from './run.ts';

/** The results of all sets, as figures. */
export interface Figures {
  readonly sets: number;
  /** Number of connections that were tried. */
  readonly attempts: number;
  readonly open: number;
  /** Sets in which connections were open, and others were not. */
  readonly mixed: number;
  /** Number of connections for which kube-router differs from the API, by the known difference. */
  readonly different: Readonly<Record<string, number>>;
  readonly wrong: number;
  readonly late: number;
  /** Number of closed connections that were tried with the rules that check adds, and of those that were open then. */
  readonly repaired: { readonly tried: number; readonly open: number };
}

export function figuresOf(results: readonly SetResult[]): Figures {
  const sum = (of: (result: SetResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const different: Record<string, number> = {};
  for (const { by = 'several' } of results.flatMap((result) => result.different))
    different[by] = (different[by] ?? 0) + 1;
  return {
    sets: results.length,
    attempts: sum(({ attempts }) => attempts),
    open: sum(({ open }) => open),
    mixed: results.filter(({ attempts, open }) => open > 0 && open < attempts).length,
    different,
    wrong: sum(({ wrong }) => wrong.length),
    late: sum(({ late }) => late),
    repaired: {
      tried: sum(({ repaired }) => (repaired ? 1 : 0)),
      open: sum(({ repaired }) => (repaired?.open ? 1 : 0)),
    },
  };
}

/** Why the sets prove little: they open or close nearly everything, or differ nearly everywhere; empty where they do not. */
export function shortcomingsOf({ sets, attempts, open, mixed, different, repaired }: Figures): string[] {
  const differing = Object.values(different).reduce((sum, count) => sum + count, 0);
  const limits: readonly (readonly [isKept: boolean, text: string])[] = [
    [
      open > attempts / 4 && open < (attempts * 3) / 4,
      `${open} of ${attempts} connections were open: between 1/4 and 3/4 have to be`,
    ],
    [mixed > sets * 0.75, `${mixed} of ${sets} sets were open and closed: more than 3/4 have to be`],
    [
      repaired.tried > sets * 0.75,
      `the rules that check adds were tried for ${repaired.tried} of ${sets} sets: more than 3/4 have to be`,
    ],
    [
      differing < attempts / 50,
      `kube-router differed in ${differing} of ${attempts} connections: fewer than 1/50 may`,
    ],
  ];
  return limits.filter(([isKept]) => !isKept).map(([, text]) => text);
}

export function describeFigures({
  sets,
  attempts,
  open,
  mixed,
  different,
  wrong,
  late,
  repaired,
}: Figures): string {
  const known = Object.entries(different).map(([id, count]) => `${count} ${id}`);
  return [
    `${sets} sets of policies, ${mixed} of them open and closed: ${attempts} connections, ${open} open, ${wrong} other than check says`,
    `differences of kube-router: ${known.join(', ') || 'none'}; ${late} were as said at a later try`,
    `${repaired.open} of ${repaired.tried} closed connections were open with the rules that check adds`,
  ].join('\n');
}

/** What is wrong with a set, with all that it takes to see it again; empty where nothing is. */
export function describeFaults({ set, wrong, repaired }: SetResult): string {
  const lines = [
    ...wrong.map((one) => describe(one)),
    ...(repaired && !repaired.open
      ? [`${repaired.attempt.from} to ${repaired.attempt.to} stays closed with the rules that check adds`]
      : []),
  ];
  return lines.length === 0 ? '' : [...lines, stringify(set)].join('\n');
}

export function describe({ attempt: { from, to }, said, open }: Disagreement): string {
  return `${from} to ${to} is ${open ? 'open' : 'closed'}, and check says ${said}`;
}
