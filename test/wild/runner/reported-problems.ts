import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Input } from './read.ts';
import type { Expect } from './schema.ts';

const problemSchema = z.strictObject({
  problem: z.string().min(1).describe('one line, your own words'),
  reports: z.array(z.string()).min(1).describe('all threads; or the document where it was found'),
  input: z.string().describe('folder beside the list'),
  expected: z.enum(['finding', 'right', 'not judged']),
});

export type ReportedProblem = z.infer<typeof problemSchema>;

/** The reported problems of OpenClaw, each with the input that has it rebuilt. */
export function readReportedProblems(): ReportedProblem[] {
  const file = new URL('../reported-problems.yaml', import.meta.url);
  return z.array(problemSchema).parse(parse(readFileSync(file, 'utf8')));
}

/** Why the cases of a problem's input do not expect what its row says; undefined where they do. */
export function differenceOf(
  { expected, reports }: ReportedProblem,
  inputs: readonly Input[],
): string | undefined {
  const [first] = inputs;
  if (!first) return 'has no input';
  const source = first.wild.source;
  if (!source.includes(':') && !reports.includes(source)) return `has an input after ${source}`;
  const faulty = inputs.filter(({ one }) => !one.healthy);
  if (expected === 'finding')
    return faulty.some(({ one }) => namesCheck(one.expect))
      ? undefined
      : 'has no case that expects a finding';
  if (expected === 'right')
    return inputs.every(({ one }) => one.healthy && one.expect.passes.length > 0)
      ? undefined
      : 'has a case that is not healthy, or expects no pass';
  if (faulty.length === 0) return 'has no case with the problem';
  return faulty.some(({ one }) => namesCheck(one.expect)) ? 'has a case that expects a finding' : undefined;
}

function namesCheck({ fails, rootCause, modes, says }: Expect): boolean {
  return fails.length > 0 || modes.length > 0 || says.length > 0 || (rootCause ?? null) !== null;
}
