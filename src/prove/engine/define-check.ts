import { setTimeout as sleep } from 'node:timers/promises';
import { Answers, contextOf, type ContextOf, type Need, sourcesOf } from './define-evidence.ts';
import type { Link, Severity } from '../../shared/protocol/report.ts';
import type { Outcome } from './outcome.ts';
import type { Clock, SourceName, Sources } from './sources.ts';

export interface CheckDefinition<Needs extends Need, Uses extends Need, Mode extends number = number> {
  /** Permanent: never given to another check, not even when this one is gone. */
  readonly id: `TL${number}`;
  readonly link: Link;
  readonly title: string;
  /** What a pass proves. */
  readonly proves: string;
  /** What its failure means and how to fix it, for `explain` and the docs. */
  readonly explain: string;
  readonly severity: Severity;
  /** Numbers of the failure modes that it can name: an outcome with another one does not compile. */
  readonly modes: readonly Mode[];
  /** Sources and evidence without which it cannot be judged. */
  readonly needs: readonly Needs[];
  /** More evidence where it is there. */
  readonly uses?: readonly Uses[];
  /** Checks whose failure makes this one's result meaningless. */
  readonly dependsOn?: readonly `TL${number}`[];
  /** It is about metrics that are pushed: skipped where they are scraped instead. */
  readonly onlyPushed?: boolean;
  /** It shows that something is wrong, not what: the root cause only where nothing else fails. */
  readonly symptom?: boolean;
  readonly run: (context: ContextOf<Needs, Uses>) => Promise<Outcome<NoInfer<Mode>>> | Outcome<NoInfer<Mode>>;
}

const SYSTEM_CLOCK: Clock = { now: Date.now, sleep };

/** A check as the engine holds it. */
export interface Check extends Omit<
  CheckDefinition<Need, Need>,
  'run' | 'needs' | 'uses' | 'dependsOn' | 'onlyPushed' | 'symptom'
> {
  /** Sources, those of its evidence among them. */
  readonly needs: readonly SourceName[];
  readonly uses: readonly SourceName[];
  readonly dependsOn: readonly `TL${number}`[];
  readonly onlyPushed: boolean;
  readonly symptom: boolean;
  /** Hands over what was declared only. */
  judge(answers: Answers): Promise<Outcome>;
  /**
   * The same, alone: over sources that are there, and evidence that is known already, by its name. The clock is the
   * system's where none is given.
   */
  runWith(given: Partial<Sources> & Readonly<Record<string, unknown>>): Promise<Outcome>;
}

/**
 * Declares a check: its data, and one function. A source or evidence that is not declared does not compile, and is not
 * handed over at run time either. Where evidence has no answer, its outcome is the check's.
 */
export function defineCheck<
  Needs extends Need,
  Uses extends Need = never,
  const Mode extends number = number,
>(definition: CheckDefinition<Needs, Uses, Mode>): Check {
  const { run, needs, uses = [], dependsOn = [], onlyPushed = false, symptom = false, ...data } = definition;
  const judge = async (answers: Answers): Promise<Outcome> => {
    const context = await contextOf<Needs, Uses>(needs, uses, answers);
    return context.ok ? withDeclaredModes(data, await run(context.value)) : context.outcome;
  };
  return {
    ...data,
    ...sourcesOf(needs, uses),
    dependsOn,
    onlyPushed,
    symptom,
    judge,
    runWith: (given) => judge(new Answers({ clock: SYSTEM_CLOCK, ...given }, given)),
  };
}

/** Modes that come from the known messages have no literal type, so the compiler does not compare them. */
function withDeclaredModes({ id, modes }: Pick<Check, 'id' | 'modes'>, outcome: Outcome): Outcome {
  const undeclared = outcome.modes?.filter((mode) => !modes.includes(mode)) ?? [];
  if (undeclared.length > 0)
    throw new Error(`${id} names failure modes that it does not declare: ${undeclared.join(', ')}`);
  return outcome;
}
