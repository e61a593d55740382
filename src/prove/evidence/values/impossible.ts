import type { ReadQuery } from '../queries.ts';
import type { JudgedMatcher } from './matchers.ts';
import { type RuledOut, ruledOut } from './ruled-out.ts';
import type { StoredValues } from './stored.ts';

/** A value in a query that no series has. */
export interface UnknownValue {
  readonly query: ReadQuery;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly ruledOut: RuledOut;
}

export interface ImpossibleQueries {
  /** Values by which their query returns nothing. */
  readonly dead: readonly UnknownValue[];
  /** Values that no series has, in queries that may return data without them. */
  readonly spared: readonly UnknownValue[];
  /** Matchers that were judged. */
  readonly count: number;
}

/**
 * Queries that return nothing because their matchers ask for values that no series has.
 *
 * @param stored undefined without a backend; with one, what it was not asked for is not judged
 */
export function impossibleQueries(
  read: readonly ReadQuery[],
  judged: readonly JudgedMatcher[],
  stored: StoredValues | undefined,
): ImpossibleQueries {
  const known = judged.filter(({ name, label }) => stored === undefined || stored(name, label) !== undefined);
  const empty = new Map(
    known.flatMap((matcher) => {
      const found = unknownValues(matcher, stored?.(matcher.name, matcher.label));
      return found ? [[matcher.selector, found] as const] : [];
    }),
  );
  const dead: UnknownValue[] = [];
  const spared: UnknownValue[] = [];
  for (const { reading } of read) {
    const own = reading.selectors.filter((selector) => empty.has(selector));
    if (own.length === 0) continue;
    const proof = reading.provenEmpty((selector) => empty.has(selector));
    for (const selector of proof ?? own)
      (proof === undefined ? spared : dead).push(...(empty.get(selector) ?? []));
  }
  return { dead, spared, count: known.length };
}

/** The values of a matcher, if no series has any of them. */
function unknownValues(
  { query, name, label, values, domains }: JudgedMatcher,
  stored: ReadonlySet<string> | undefined,
): UnknownValue[] | undefined {
  const found: UnknownValue[] = [];
  for (const value of values) {
    const each = domains.map((domain) => ruledOut(domain, value, stored));
    const [first] = each;
    if (first === undefined || each.includes(undefined)) return undefined;
    found.push({ query, name, label, value, ruledOut: first });
  }
  return found;
}
