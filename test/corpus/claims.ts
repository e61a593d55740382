import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ContractChoice } from './perform.ts';
import type { Run } from './run-jobs.ts';

/** Checks that say of a query that it cannot return data, or is no query. */
const NEVER: ReadonlySet<string> = new Set(['TL801', 'TL802', 'TL808', 'TL831']);
const SAMPLE = 100;

/** One query of which a check says *never*. */
export interface Claim {
  /** Project, path and line: the files are pinned, so it stays. */
  readonly at: string;
  readonly check: string;
  readonly contract: ContractChoice;
  /** What was said of the query. */
  readonly saw: string;
}

const judgementSchema = z.strictObject({
  at: z.string(),
  check: z.string(),
  contract: z.enum(['none', 'own']),
  verdict: z.boolean().describe('whether the claim is true'),
  why: z.string().min(1),
});

export type Judgement = z.output<typeof judgementSchema>;

export interface JudgedClaims {
  readonly all: readonly Claim[];
  readonly sample: readonly Claim[];
  /** Claims that are judged to be false. */
  readonly wrong: readonly Claim[];
  /** Claims of the sample that nobody has judged. */
  readonly open: readonly Claim[];
}

/** The claims of *never* of all runs, each once. */
export function claimsOf(runs: readonly Run[]): Claim[] {
  const claims = runs.flatMap(({ job, contract, findings }) =>
    findings
      .filter(({ check }) => NEVER.has(check))
      .flatMap(({ check, evidence }) =>
        evidence.map(({ source, saw }) => ({ at: placeOf(job, source), check, contract, saw })),
      ),
  );
  return [...new Map(claims.map((claim) => [keyOf(claim), claim])).values()];
}

/** Where the file is, in the project instead of on this machine. */
function placeOf(job: Run['job'], source: string): string {
  const [, file = job.path, line = ''] = /^(.*?)(:\d+)?$/s.exec(source) ?? [];
  return `${job.name}${file === job.path ? '' : `/${relative(job.path, file)}`}${line}`;
}

function keyOf({ at, check, contract }: Pick<Claim, 'at' | 'check' | 'contract'>): string {
  return `${contract} ${check} ${at}`;
}

export function readJudgements(file: string): Judgement[] {
  return z.array(judgementSchema).parse(parse(readFileSync(file, 'utf8')) ?? []);
}

/** The sample is random and always the same: the claims whose keys have the lowest hashes. */
export function judged(all: readonly Claim[], judgements: readonly Judgement[]): JudgedClaims {
  const verdicts = new Map(judgements.map((one) => [keyOf(one), one.verdict]));
  const hash = (claim: Claim): string => createHash('sha256').update(keyOf(claim)).digest('hex');
  const sample = all
    .map((claim) => ({ claim, hash: hash(claim) }))
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, SAMPLE)
    .map(({ claim }) => claim);
  return {
    all,
    sample,
    wrong: all.filter((claim) => verdicts.get(keyOf(claim)) === false),
    open: sample.filter((claim) => !verdicts.has(keyOf(claim))),
  };
}
