import type { BackendView } from '../views/backend.ts';
import { type Result, resultOf } from '../views/result.ts';

/** A backend in use should not notice a check. */
const AT_ONCE = 4;
const MOST = 100;
/** What Prometheus and VictoriaMetrics say where series of an operation become one, or are not unique on its one side. */
const NOT_UNIQUE =
  /many-to-many matching|many-to-one matching|grouping labels must ensure unique|duplicate (?:time )?series|with the same labelset/;

/** Whether each expression returned data, or the error; without those that were not run. */
export type TrialResults = ReadonlyMap<string, Result<boolean>>;

/** Runs expressions on the backend, each once, and at most a hundred. */
export async function runOn(
  backend: BackendView,
  expressions: readonly string[],
  at: number,
): Promise<TrialResults> {
  const results = new Map<string, Result<boolean>>();
  const left = [...new Set(expressions)].slice(0, MOST).values();
  const work = async (): Promise<void> => {
    for (const expression of left) {
      // A line break: the expression may end in a comment.
      const counted = await resultOf(backend.api.vector(`count(${expression}\n)`, at));
      results.set(expression, counted.ok ? { ok: true, value: counted.value.length > 0 } : counted);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** Whether the backend returned data for an expression. */
export function returnsData(results: TrialResults | undefined, expression: string): boolean {
  const result = results?.get(expression);
  return result?.ok === true && result.value;
}

/** The error of an expression that failed because series are not unique. */
export function collision(results: TrialResults | undefined, expression: string): string | undefined {
  const result = results?.get(expression);
  return result && !result.ok && NOT_UNIQUE.test(result.error) ? result.error : undefined;
}
