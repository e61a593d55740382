import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { QuerySelector } from '../promql/index.ts';
import type { BackendView } from '../views/backend.ts';
import { resultOf } from '../views/result.ts';
import { expected } from './expected-metrics.ts';
import { otherForms } from './histogram-forms.ts';
import { queries, type ReadQuery } from './queries.ts';
import { rightNames } from './right-names.ts';

/** A query with the names in it that are neither in the contract nor stored. */
export interface AbsentNames {
  readonly query: ReadQuery;
  /** Names by whose absence the query returns nothing; empty if it may return data without them. */
  readonly proof: readonly string[];
  /** Names that are absent, and without which it may return data: one side of `or`, what is taken away, `absent()`. */
  readonly spared: readonly string[];
}

export interface NamesOf {
  readonly query: ReadQuery;
  readonly names: readonly string[];
}

export interface EmptyQueries {
  readonly absent: readonly AbsentNames[];
  /** Whether the backend said which names it stores. Without that, only names that the contract rules out are absent. */
  readonly isStoreKnown: boolean;
  /** Histograms of the contract that are stored in the other form only, classic or native, and a name of that form. */
  readonly otherForms: ReadonlyMap<string, string>;
  /**
   * Queries of which nothing is known, with their names that are of no metric under contract, where no backend says whether
   * these are stored. Without a name in them, they select by something else.
   */
  readonly notJudged: readonly NamesOf[];
}

const DAY_MS = 86_400_000;
/** Prometheus makes them of rules, where an alert is pending or fires: their absence means nothing. */
const MADE_BY_RULES = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Which queries name metrics that are neither in the contract nor stored, and which of these return nothing by that. */
export const emptyQueries = defineEvidence({
  name: 'emptyQueries',
  needs: ['clock', queries, expected, rightNames],
  uses: ['backend'],
  answer: async ({ clock, queries, expected, rightNames, backend }) => {
    const { read } = queries;
    const { isExpected, renameOf } = rightNames;
    const formsOf = (name: string): readonly string[] => (backend ? otherForms(name, expected) : []);
    const candidates = absentIn(read, (name) => !isExpected(name) || formsOf(name).length > 0);
    const asked = new Set([...candidates].flatMap((name) => [name, ...formsOf(name)]));
    const stored =
      backend && asked.size > 0 ? await resultOf(storedNames(backend, asked, read, clock.now())) : undefined;
    if (!stored?.ok) {
      // Another service may have a metric that the contract does not name: only a backend can rule that out.
      const absent = absentIn(read, (name) => !isExpected(name) && renameOf(name) !== undefined);
      return known<EmptyQueries>({
        absent: found(read, absent),
        isStoreKnown: false,
        otherForms: new Map(),
        notJudged: notJudgedIn(read, (name) => isExpected(name) || absent.has(name)),
      });
    }
    const missing = [...candidates].filter((name) => !stored.value.has(name));
    const instead = new Map(
      missing.flatMap((name): [string, string][] => {
        const form = formsOf(name).find((one) => stored.value.has(one));
        return form === undefined ? [] : [[name, form]];
      }),
    );
    // What the contract has may still come, except in another form than it is stored in.
    const gone = new Set(missing.filter((name) => !isExpected(name) || instead.has(name)));
    const absent = absentIn(read, (name) => gone.has(name));
    return known<EmptyQueries>({
      absent: found(read, absent),
      isStoreKnown: true,
      otherForms: instead,
      notJudged: notJudgedIn(read, () => true),
    });
  },
});

/**
 * The absent names of the queries. A name that a rule of the same files records is absent only where every rule that records
 * it returns nothing.
 */
function absentIn(read: readonly ReadQuery[], isAbsent: (name: string) => boolean): ReadonlySet<string> {
  const recording = new Map<string, ReadQuery[]>();
  for (const query of read)
    if (query.records !== undefined)
      recording.set(query.records, [...(recording.get(query.records) ?? []), query]);
  const names = read.flatMap(({ reading }) => reading.selectors.flatMap(({ name }) => name ?? []));
  const candidates = new Set(names.filter((name) => !MADE_BY_RULES.has(name) && isAbsent(name)));
  const absent = new Set([...candidates].filter((name) => !recording.has(name)));
  for (let before = -1; before < absent.size;) {
    before = absent.size;
    for (const name of candidates)
      if (recording.get(name)?.every(({ reading }) => reading.provenEmpty(isIn(absent)) !== undefined))
        absent.add(name);
  }
  return absent;
}

/** A query is judged if each of its names is known, or recorded by a rule of the same files that is judged. */
function notJudgedIn(read: readonly ReadQuery[], isKnown: (name: string) => boolean): NamesOf[] {
  const recorded = new Set(read.flatMap(({ records }) => records ?? []));
  const found = new Map<ReadQuery, readonly string[]>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    const open = new Set([...found.keys()].flatMap(({ records }) => records ?? []));
    for (const query of read) {
      const names = query.reading.selectors.flatMap(({ name }) => name ?? []);
      const unknownNames = names.filter((name) => (recorded.has(name) ? open.has(name) : !isKnown(name)));
      if (names.length === 0 || unknownNames.length > 0) found.set(query, distinct(unknownNames));
    }
  }
  return [...found].map(([query, names]) => ({ query, names }));
}

function found(read: readonly ReadQuery[], absent: ReadonlySet<string>): AbsentNames[] {
  return read.flatMap((query) => {
    const named = query.reading.selectors.flatMap(({ name }) =>
      name !== undefined && absent.has(name) ? [name] : [],
    );
    if (named.length === 0) return [];
    const proof = query.reading.provenEmpty(isIn(absent))?.flatMap(({ name }) => name ?? []);
    return [{ query, proof: distinct(proof ?? []), spared: proof === undefined ? distinct(named) : [] }];
  });
}

function isIn(absent: ReadonlySet<string>): (selector: QuerySelector) => boolean {
  // With @ a query reads a time of which nothing is known.
  return ({ name, reachMs }) => name !== undefined && reachMs !== undefined && absent.has(name);
}

async function storedNames(
  backend: BackendView,
  names: ReadonlySet<string>,
  read: readonly ReadQuery[],
  now: number,
): Promise<Set<string>> {
  const reaches = read.flatMap(({ reading }) =>
    reading.selectors.flatMap(({ name, reachMs }) =>
      name !== undefined && names.has(name) ? (reachMs ?? 0) : [],
    ),
  );
  const pattern = [...names].map((name) => name.replaceAll(/[^\w:]/g, '.')).join('|');
  const selector = `{__name__=~${JSON.stringify(pattern)}}`;
  return new Set(
    await backend.api.labelValues('__name__', selector, now - Math.max(DAY_MS, ...reaches), now),
  );
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
