import type { BackendView } from '../views/backend.ts';
import { type Result, resultOf } from '../views/result.ts';
import type { SeriesLabels } from '../sources/index.ts';

/** A backend in use should not notice a check. */
const AT_ONCE = 4;
const MOST = 100;

/**
 * Runs expressions on the backend, each once, and at most a hundred.
 *
 * @returns what each returned, or the error; without those that were not run
 */
export async function runOn(
  backend: BackendView,
  expressions: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, Result<SeriesLabels[]>>> {
  const results = new Map<string, Result<SeriesLabels[]>>();
  const left = [...new Set(expressions)].slice(0, MOST).values();
  const work = async (): Promise<void> => {
    for (const expression of left)
      results.set(expression, await resultOf(backend.api.vector(expression, at)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
