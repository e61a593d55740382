import { BackendError, UnreachableError } from '../sources/index.ts';
import type { Check } from './define-check.ts';
import { type Outcome, unknown } from './outcome.ts';
import type { Suppressed } from './suppress.ts';
import { HOW_TO_PROVIDE, type SourceName, type Sources } from './sources.ts';

/** A check with what came of it. */
export interface Finding {
  readonly check: Check;
  readonly outcome:
    | Outcome
    | { readonly status: 'blocked'; readonly message: string; readonly evidence: readonly [] };
  /** It is known of, and does not count; the outcome is a note then. */
  readonly suppressed?: Suppressed;
}

export interface GraphOptions {
  readonly sources: Partial<Sources>;
  /** What to say of a check whose source is absent. */
  readonly absent: (source: SourceName) => 'unknown' | 'skip';
}

/**
 * Runs every check: side by side where nothing depends on it, behind its dependencies otherwise. A check is
 * blocked only where one that it depends on failed; what is merely unknown does not stop it.
 */
export async function runGraph(checks: readonly Check[], options: GraphOptions): Promise<Finding[]> {
  const running = new Map<string, Promise<Finding>>();
  const byId = new Map(checks.map((check) => [check.id, check]));

  const start = (check: Check): Promise<Finding> => {
    const started = running.get(check.id) ?? evaluate(check);
    running.set(check.id, started);
    return started;
  };

  async function evaluate(check: Check): Promise<Finding> {
    const before = check.dependsOn.flatMap((id) => byId.get(id) ?? []);
    const findings = await Promise.all(before.map(start));
    const broken = findings.find(({ outcome }) => outcome.status === 'fail' || outcome.status === 'blocked');
    const missing = check.needs.find((name) => options.sources[name] === undefined);
    if (missing)
      return {
        check,
        outcome: { status: options.absent(missing), message: HOW_TO_PROVIDE[missing], evidence: [] },
      };
    if (broken) {
      return {
        check,
        outcome: { status: 'blocked', message: `stands behind ${broken.check.id}`, evidence: [] },
      };
    }
    return { check, outcome: await outcomeOf(check, options.sources) };
  }

  return Promise.all(checks.map(start));
}

/** A server that stops answering in the middle of a run leaves a question open; anything else thrown is a defect. */
async function outcomeOf(check: Check, sources: Partial<Sources>): Promise<Outcome> {
  try {
    return await check.runWith(sources);
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof BackendError) return unknown(error.message);
    throw error;
  }
}
