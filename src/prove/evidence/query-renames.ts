import { defineEvidence, known } from '../engine/define-evidence.ts';
import {
  edited,
  type MetricRename,
  readQuery,
  renameEdits,
  type TextEdit,
  trialParts,
} from '../promql/index.ts';
import { type AbsentNames, emptyQueries } from './empty-queries.ts';
import type { ReadQuery } from './queries.ts';
import { rightNames } from './right-names.ts';
import { collision, returnsData, runOn, type TrialResults } from './trial.ts';

/** A query that returns nothing, with the names that the contract explains. */
export interface QueryRename {
  readonly query: ReadQuery;
  /** The wrong names, and the right ones. */
  readonly names: ReadonlyMap<string, string>;
  /** The query with the right names; undefined where it cannot be written. */
  readonly fixed: string | undefined;
  readonly edits: readonly TextEdit[];
  /** Why the query with the right names is no fix: it cannot be written, or returns nothing on the backend. */
  readonly problem: string | undefined;
}

/** The queries that other names make right; where a backend is given, each is tried there. */
export const queryRenames = defineEvidence({
  name: 'queryRenames',
  needs: ['clock', emptyQueries, rightNames],
  uses: ['backend'],
  answer: async ({ clock, emptyQueries, rightNames, backend }) => {
    const { absent, otherForms, isStoreKnown } = emptyQueries;
    const written = absent.flatMap((one) =>
      // A query for the other form of a histogram needs other functions, not only another name.
      withNames(one, (name) => (otherForms.has(name) ? undefined : rightNames.renameOf(name))),
    );
    if (!backend) return known(written);
    if (!isStoreKnown)
      return known(written.map((one) => failed(one, 'it was not tried: the backend cannot be queried')));
    const trials = await runOn(backend, written.flatMap(trialsOf), clock.now());
    return known(written.map((one) => failed(one, problemOf(one, trials))));
  },
});

function withNames(
  { query, proof }: AbsentNames,
  renameOf: (name: string) => MetricRename | undefined,
): QueryRename[] {
  const renames = new Map(
    proof.flatMap((name): [string, MetricRename][] => {
      const rename = renameOf(name);
      return rename ? [[name, rename]] : [];
    }),
  );
  if (renames.size === 0) return [];
  // The label that a variable lists is not part of its expression.
  const { asksLabel } = query;
  const isLabelOther = [...renames.values()].some(({ labels }) => labels.has(asksLabel ?? ''));
  const edits = isLabelOther ? undefined : renameEdits(query.expression, renames);
  const fixed = edits && edited(query.expression, edits);
  const names = new Map([...renames].map(([name, { to }]) => [name, to]));
  const problem = fixed === undefined ? 'its labels have other names, too' : undefined;
  return [{ query, names, fixed, edits: edits ?? [], problem }];
}

function failed(rename: QueryRename, problem: string | undefined): QueryRename {
  return { ...rename, problem: rename.problem ?? problem };
}

function seriesNamed(name: string): string {
  return `{__name__=${JSON.stringify(name)}}`;
}

function partsOf({ fixed, names }: QueryRename): string[] {
  return fixed === undefined ? [] : trialParts(fixed, new Set(names.values()));
}

function wholeOf({ fixed }: QueryRename): string[] {
  const runnable = fixed === undefined ? undefined : readQuery(fixed).runnable;
  return runnable === undefined ? [] : [runnable];
}

function trialsOf(rename: QueryRename): string[] {
  return [...[...rename.names.values()].map(seriesNamed), ...partsOf(rename), ...wholeOf(rename)];
}

function problemOf(rename: QueryRename, trials: TrialResults): string | undefined {
  if (trialsOf(rename).some((one) => !trials.has(one))) return 'it was not tried: there are too many';
  const lacking = [...rename.names.values()].filter((name) => !returnsData(trials, seriesNamed(name)));
  if (lacking.length > 0)
    return `${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} not stored either`;
  for (const part of partsOf(rename)) {
    const result = trials.get(part);
    if (result && !result.ok) return `with that name the backend rejects it: ${result.error}`;
    if (!returnsData(trials, part)) return `with that name it returns no data either: ${part}`;
  }
  const [error] = wholeOf(rename).flatMap((whole) => collision(trials, whole) ?? []);
  return error === undefined ? undefined : `with that name the backend rejects it: ${error}`;
}
