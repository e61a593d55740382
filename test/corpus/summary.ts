import type { JudgedClaims } from './claims.ts';
import type { Run } from './run-jobs.ts';

/** The figures of one run over the corpus. */
export interface Summary {
  readonly files: number;
  readonly projects: number;
  readonly runs: number;
  readonly crashes: number;
  readonly timeOuts: number;
  readonly notUnderstood: number;
  readonly claims: number;
  readonly judged: number;
  readonly falseClaims: number;
  readonly seconds: number;
  /** Of the slowest run. */
  readonly slowest: number;
  readonly mib: number;
}

export function summaryOf(runs: readonly Run[], { all, sample, wrong, open }: JudgedClaims): Summary {
  const jobs = new Set(runs.map(({ job }) => job));
  const count = (outcome: Run['outcome']): number => runs.filter((run) => run.outcome === outcome).length;
  return {
    files: [...jobs].reduce((sum, { files }) => sum + files, 0),
    projects: new Set([...jobs].map(({ project }) => project)).size,
    runs: runs.length,
    crashes: count('crash'),
    timeOuts: count('time-out'),
    notUnderstood: notUnderstood(runs).length,
    claims: all.length,
    judged: sample.length - open.length,
    falseClaims: wrong.length,
    seconds: Math.round(runs.reduce((sum, run) => sum + run.seconds, 0)),
    slowest: Math.round(Math.max(0, ...runs.map(({ seconds }) => seconds)) * 10) / 10,
    mib: Math.max(0, ...runs.map(({ mib }) => mib)),
  };
}

/** Each file that the product does not understand, with what it says of it. */
export function notUnderstood(runs: readonly Run[]): { readonly name: string; readonly why: string }[] {
  return runs
    .filter((run) => run.contract === 'none' && run.notUnderstood.length > 0)
    .map(({ job, notUnderstood }) => ({
      name: job.name,
      why: notUnderstood.map((text) => text.replaceAll(job.path, 'it')).join('; '),
    }));
}

/** How often each check fails or warns, and on how many files or folders. */
/** Every finding with the file or folder in which it was made. */
export function findingsOf(runs: readonly Run[]) {
  return runs.flatMap(({ job, contract, findings }) =>
    findings.map((finding) => ({ in: job.name, contract, ...finding })),
  );
}

export function findingLines(runs: readonly Run[]): string[] {
  const counts = new Map<string, { runs: number; lines: number }>();
  for (const { job, contract, findings } of runs)
    for (const { check, evidence } of findings) {
      const key = `${check}  ${job.as}${contract === 'own' ? ', own contract' : ''}`;
      const { runs: of, lines } = counts.get(key) ?? { runs: 0, lines: 0 };
      counts.set(key, { runs: of + 1, lines: lines + evidence.length });
    }
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { runs: of, lines }]) => `  ${key}: ${of} runs, ${lines} lines of evidence`);
}

export function summaryLines(summary: Summary): string[] {
  const { files, projects, crashes, timeOuts, claims, judged, falseClaims, seconds, slowest, mib } = summary;
  return [
    `${files} files of ${projects} projects, ${summary.runs} runs: ${crashes} crashes, ${timeOuts} time-outs, ${summary.notUnderstood} not understood`,
    `${claims} claims of never: ${judged} of the sample are judged, ${falseClaims} are false`,
    `${seconds} s, the slowest run ${slowest} s, at most ${mib} MiB`,
  ];
}
