import type { HttpSource } from '../../src/prove/sources/index.ts';
import { type Expression, printed, simpler } from './expression.ts';
import type { Claim, Lint, Query } from './lint.ts';
import { withValues } from './variable.ts';

/** A query that lint calls impossible, or a part of it, and for which the server returns data. */
export interface FalseClaim {
  readonly expression: string;
  /** Recording rules that lint read with it. */
  readonly rules: readonly string[];
  /** What lint was given: the whole contract, or a part of it and the backend. */
  readonly given: string;
  readonly claim: Claim;
}

export interface SoundnessResult {
  readonly server: string;
  readonly seed: number;
  /** Queries by what the server did with them. */
  readonly queries: number;
  readonly data: number;
  readonly empty: number;
  readonly failed: number;
  /** Queries that lint called impossible, rightly or not. */
  readonly claimed: number;
  /** Of those for which the server returned nothing or failed, the ones of which lint said nothing. */
  readonly missed: number;
  /** Claims that were held against the server, by check. */
  readonly claims: Readonly<Record<string, number>>;
  readonly ms: number;
  readonly falseClaims: readonly FalseClaim[];
}

const AT_ONCE = 6;
const MOST_SHRUNK = 5;
const MOST_ROUNDS = 40;

type Answer = 'data' | 'empty' | 'failed';

/** One way in which lint is run over a world. */
export interface Judge {
  readonly given: string;
  /** Recording rules, which lint reads with each query. */
  readonly rules: readonly Query[];
  readonly lint: Lint;
}

interface Found {
  readonly expression: Expression;
  readonly judge: Judge;
  readonly claim: Claim;
}

/** Counts what the server and lint say of queries, and keeps where they disagree. */
export class Tally {
  readonly #http: HttpSource;
  readonly #at: number;
  readonly #counts = { queries: 0, data: 0, empty: 0, failed: 0, claimed: 0, missed: 0 };
  readonly #claims: Record<string, number> = {};
  #found: Found[] = [];

  /** @param at the time of each query, in Unix milliseconds */
  constructor(http: HttpSource, at: number) {
    this.#http = http;
    this.#at = at;
  }

  async add(queries: readonly Expression[], judges: readonly Judge[]): Promise<void> {
    const answers = await this.#askAll(queries.map(printed));
    const claimed = new Set<number>();
    for (const judge of judges) {
      const claims = await claimsOf(judge, queries.map(printed));
      for (const [at, own] of claims) {
        if (own.some(({ by }) => by !== 'TL802')) claimed.add(at);
        for (const { by } of own) this.#claims[by] = (this.#claims[by] ?? 0) + 1;
        const results = await this.#askAll(own.map(({ neverReturns }) => neverReturns));
        const wrong = own.find((_, index) => results[index] === 'data');
        if (wrong) this.#found.push({ expression: queries[at]!, judge, claim: wrong });
      }
    }
    this.#counts.queries += queries.length;
    this.#counts.claimed += claimed.size;
    for (const [at, answer] of answers.entries()) {
      this.#counts[answer] += 1;
      if (answer !== 'data' && !claimed.has(at)) this.#counts.missed += 1;
    }
  }

  line(): string {
    const { queries, data, claimed } = this.#counts;
    return `${queries} queries, ${data} with data, ${claimed} called impossible, ${this.#found.length} of them wrongly`;
  }

  /** Simplifies the first disagreements step by step, as long as lint is still wrong. */
  async shrink(): Promise<void> {
    const shrunk: Found[] = [];
    for (const found of this.#found.slice(0, MOST_SHRUNK)) shrunk.push(await this.#smallest(found));
    this.#found = [...shrunk, ...this.#found.slice(MOST_SHRUNK)];
  }

  result(): Omit<SoundnessResult, 'server' | 'seed' | 'ms'> {
    const falseClaims = this.#found.map(({ expression, judge, claim }) => ({
      expression: printed(expression),
      rules: judge.rules.map(({ records, expression: own }) => `${records}: ${own}`),
      given: judge.given,
      claim,
    }));
    return { ...this.#counts, claims: this.#claims, falseClaims };
  }

  async #smallest(first: Found): Promise<Found> {
    let smallest = first;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const tries = [...simpler(smallest.expression)].toSorted(
        (a, b) => printed(a).length - printed(b).length,
      );
      const claims = await claimsOf(smallest.judge, tries.map(printed));
      let next: Found | undefined;
      for (const [at, own] of [...claims].toSorted(([a], [b]) => a - b)) {
        const results = await this.#askAll(own.map(({ neverReturns }) => neverReturns));
        const claim = own.find((_, index) => results[index] === 'data');
        if (claim) next ??= { ...smallest, expression: tries[at]!, claim };
      }
      if (next === undefined) break;
      smallest = next;
    }
    return smallest;
  }

  async #askAll(expressions: readonly string[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    const left = expressions.entries();
    const work = async (): Promise<void> => {
      for (const [at, expression] of left) answers[at] = await this.#ask(expression);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return answers;
  }

  async #ask(query: string): Promise<Answer> {
    const { status, body } = await this.#http.get('/api/v1/query', [
      ['query', withValues(query)],
      ['time', (this.#at / 1_000).toFixed(3)],
    ]);
    if (status !== 200) return 'failed';
    const { data } = JSON.parse(body) as { data: { resultType: string; result: unknown[] } };
    return data.resultType === 'scalar' || data.result.length > 0 ? 'data' : 'empty';
  }
}

async function claimsOf(
  { lint, rules }: Judge,
  expressions: readonly string[],
): Promise<ReadonlyMap<number, readonly Claim[]>> {
  const claims = await lint([...expressions.map((expression) => ({ expression })), ...rules]);
  return new Map([...claims].filter(([at]) => at < expressions.length));
}
