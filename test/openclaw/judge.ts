import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { throughline } from '../harness/throughline.ts';
import { type Expectation, SOURCE_SETS, SYMPTOM, type SetName, type Subject } from './expected.ts';

/** The parts of a report that are judged. */
interface Report {
  readonly verdict: string;
  readonly rootCause: { readonly check: string; readonly modes: readonly number[] } | null;
}

/**
 * Runs the built `throughline check` as a user does.
 * @throws where it prints no report, with what it says instead
 */
export async function checked(set: SetName, subject: Subject): Promise<Report> {
  const { args, env } = SOURCE_SETS[set];
  const { stdout, stderr } = await throughline(['check', ...args(subject), '-o', 'json'], {
    env: env?.(subject) ?? {},
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** In what a report differs from what is expected. */
export function differenceOf(
  { verdict, rootCause }: Report,
  { verdicts, modes, orSymptom }: Expectation,
): string {
  if (!verdicts.includes(verdict)) return `the verdict is ${verdict}, not ${verdicts.join(' or ')}`;
  if (orSymptom && (rootCause === null || rootCause.check === SYMPTOM)) return 'none';
  const cause = rootCause === null ? 'nothing' : `${rootCause.check}, mode ${rootCause.modes.join(', ')}`;
  if (modes.length === 0) return rootCause === null ? 'none' : `the root cause is ${cause}, not nothing`;
  const isNamed = rootCause?.modes.some((mode) => modes.includes(mode)) ?? false;
  return isNamed ? 'none' : `the root cause is ${cause}, not mode ${modes.join(' or ')}`;
}

/** The hash of each file below a folder, by its path. */
export function hashesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(existsSync)
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
