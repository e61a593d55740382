import { type Outcome, unknown } from './outcome.ts';
import { failureOf } from '../views/result.ts';
import type { SourceName, Sources } from './sources.ts';

/** What evidence answers: a value, or the outcome of every check that needs it. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** Evidence does not know which failure modes a check declares, so its outcome names none. */
  | { readonly ok: false; readonly outcome: Outcome<never> };

export function known<Value>(value: Value): Answer<Value> {
  return { ok: true, value };
}

/** The question could not be answered; `message` says how to make it possible. */
export function notKnown(message: string): Answer<never> {
  return { ok: false, outcome: unknown(message) };
}

/**
 * The question does not arise, or its answer is the finding: every check that needs it has this outcome. A fault gives
 * `modes: []`, else it would name all modes of each check.
 */
export function settled(outcome: Outcome<never>): Answer<never> {
  return { ok: false, outcome };
}

/** A question that several checks ask. It is answered once a run, and only where a check of the run needs it. */
export interface EvidenceDefinition<Name extends string = string, Value = unknown> {
  /** What a check's context calls the value. */
  readonly name: Name;
  /** Sources without which it cannot be answered, those of the evidence that it needs itself among them. */
  readonly needs: readonly SourceName[];
  /** Sources that it looks at where they are there. */
  readonly uses: readonly SourceName[];
  answer(answers: Answers): Promise<Answer<Value>>;
}

/** A source by its name, or evidence by its definition. */
export type Need = SourceName | EvidenceDefinition;

type ValueOf<E> = E extends EvidenceDefinition<string, infer Value> ? Value : never;

/** What is handed over to a check or to evidence: what it needs, and what it can use where that is there. */
export type ContextOf<Needs extends Need, Uses extends Need> = Pick<Sources, Extract<Needs, SourceName>> &
  Partial<Pick<Sources, Extract<Uses, SourceName>>> & {
    readonly [E in Extract<Needs, EvidenceDefinition> as E['name']]: ValueOf<E>;
  } & { readonly [E in Extract<Uses, EvidenceDefinition> as E['name']]?: ValueOf<E> | undefined };

interface EvidenceQuestion<Name extends string, Needs extends Need, Uses extends Need, Value> {
  readonly name: Name;
  readonly needs: readonly Needs[];
  readonly uses?: readonly Uses[];
  readonly answer: (context: ContextOf<Needs, Uses>) => Promise<Answer<Value>> | Answer<Value>;
}

/** Declares evidence: what it needs, and one function that answers. */
export function defineEvidence<Name extends string, Value, Needs extends Need, Uses extends Need = never>(
  question: EvidenceQuestion<Name, Needs, Uses, Value>,
): EvidenceDefinition<Name, Value> {
  const { name, needs, uses = [], answer } = question;
  return {
    name,
    ...sourcesOf(needs, uses),
    answer: async (answers) => {
      const context = await contextOf<Needs, Uses>(needs, uses, answers);
      return context.ok ? answer(context.value) : context;
    },
  };
}

/** The sources of a declaration: its own, and those of its evidence. What is needed is not listed as used, too. */
export function sourcesOf(
  needs: readonly Need[],
  uses: readonly Need[],
): { readonly needs: readonly SourceName[]; readonly uses: readonly SourceName[] } {
  const needed = new Set(needs.flatMap((need) => (typeof need === 'string' ? [need] : need.needs)));
  const used = [
    ...needs.flatMap((need) => (typeof need === 'string' ? [] : need.uses)),
    ...uses.flatMap((use) => (typeof use === 'string' ? [use] : [...use.needs, ...use.uses])),
  ];
  return { needs: [...needed], uses: [...new Set(used)].filter((name) => !needed.has(name)) };
}

/** Gathers what was declared, and no more. The first evidence that has no answer is the answer. */
export async function contextOf<Needs extends Need, Uses extends Need>(
  needs: readonly Needs[],
  uses: readonly Uses[],
  answers: Answers,
): Promise<Answer<ContextOf<Needs, Uses>>> {
  const context: Record<string, unknown> = {};
  const needed = await Promise.all(needs.map((need) => answers.of(need)));
  for (const [index, answer] of needed.entries()) {
    if (!answer.ok) return answer;
    context[nameOf(needs[index]!)] = answer.value;
  }
  const used = await Promise.all(uses.map((use) => answers.ifThere(use)));
  for (const [index, value] of used.entries()) {
    if (value !== undefined) context[nameOf(uses[index]!)] = value;
  }
  return known(context as unknown as ContextOf<Needs, Uses>);
}

function nameOf(need: Need): string {
  return typeof need === 'string' ? need : need.name;
}

/** The sources of one run, with the evidence that was answered from them. */
export class Answers {
  readonly #sources: Partial<Sources>;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #answered = new Map<EvidenceDefinition, Promise<Answer<unknown>>>();

  /** @param given evidence that is known beforehand, by name: a test gives a check what it is to judge */
  constructor(sources: Partial<Sources>, given: Readonly<Record<string, unknown>> = {}) {
    this.#sources = sources;
    this.#given = given;
  }

  has(source: SourceName): boolean {
    return this.#sources[source] !== undefined;
  }

  /** A needed source is there: the graph asks no check without its sources. */
  async of<Value>(need: EvidenceDefinition<string, Value> | Need): Promise<Answer<Value>> {
    if (typeof need === 'string') return known(this.#sources[need] as Value);
    if (need.name in this.#given) return known(this.#given[need.name] as Value);
    const running = this.#answered.get(need) ?? need.answer(this);
    this.#answered.set(need, running);
    return running as Promise<Answer<Value>>;
  }

  /** Undefined where a source is absent, or a server stopped answering. */
  async ifThere(use: Need): Promise<unknown> {
    if (typeof use === 'string') return this.#sources[use];
    const isAbsent = !use.needs.every((name) => this.has(name));
    if (isAbsent && !(use.name in this.#given)) return undefined;
    try {
      const answer = await this.of(use);
      return answer.ok ? answer.value : undefined;
    } catch (error) {
      if (failureOf(error)) return undefined;
      throw error;
    }
  }
}
