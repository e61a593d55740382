import type { QueryRename } from '../evidence/query-renames.ts';
import type { Readers } from '../sources/index.ts';
import type { Fix } from '../engine/outcome.ts';
import { queriesFix } from './edit-queries.ts';

/** The fix that replaces the names of queries, all names of a query at once: with one of them it would be another query. */
export function renamingFix(readers: Readers, renames: readonly QueryRename[]): Fix | undefined {
  const pairs = renames.flatMap(({ names }) => [...names]);
  const replaced = [...new Map(pairs)].map(([from, to]) => `${from} by ${to}`);
  return queriesFix(readers, renames, `replace ${replaced.join(', ')}`);
}
