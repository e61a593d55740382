import type { Check } from './define-check.ts';
import type { Answers } from './define-evidence.ts';
import type { Finding } from './finding.ts';
import { type Outcome, skip, unknown } from './outcome.ts';
import { failureOf } from '../views/result.ts';
import type { ProvidedSource } from './sources.ts';

export interface GraphOptions {
  readonly answers: Answers;
  /** Why a check does not apply to this run at all; undefined where it does. */
  readonly inapplicable?: (check: Check) => Promise<string | undefined>;
  /** The outcome of a check whose source is absent. */
  readonly absent: (source: ProvidedSource) => {
    readonly status: 'unknown' | 'skip';
    readonly message: string;
  };
}

/**
 * Runs every check: side by side where nothing depends on it, behind its dependencies otherwise. A check is
 * blocked only where one that it depends on failed; what is merely unknown does not stop it.
 */
export async function runGraph(
  checks: readonly Check[],
  { answers, absent, inapplicable }: GraphOptions,
): Promise<Finding[]> {
  const running = new Map<string, Promise<Finding>>();
  const byId = new Map(checks.map((check) => [check.id, check]));

  const start = (check: Check): Promise<Finding> => {
    const started = running.get(check.id) ?? evaluate(check);
    running.set(check.id, started);
    return started;
  };

  async function evaluate(check: Check): Promise<Finding> {
    const why = await inapplicable?.(check);
    if (why !== undefined) return { check, outcome: skip(why) };
    const before = check.dependsOn.flatMap((id) => byId.get(id) ?? []);
    const findings = await Promise.all(before.map(start));
    const broken = findings.find(({ outcome }) => outcome.status === 'fail' || outcome.status === 'blocked');
    const missing = check.needs
      .filter((name) => name !== 'clock' && name !== 'describedBackend')
      .find((name) => !answers.has(name));
    if (missing)
      return {
        check,
        outcome: { ...absent(missing), evidence: [] },
      };
    if (broken) {
      return {
        check,
        outcome: { status: 'blocked', message: `skipped: ${broken.check.id} failed`, evidence: [] },
      };
    }
    return { check, outcome: await outcomeOf(check, answers) };
  }

  return Promise.all(checks.map(start));
}

/** A server that stops answering in the middle of a run leaves a question open; anything else thrown is a defect. */
async function outcomeOf(check: Check, answers: Answers): Promise<Outcome> {
  try {
    return await check.judge(answers);
  } catch (error) {
    const failed = failureOf(error);
    if (failed) return unknown(failed.error);
    throw error;
  }
}
