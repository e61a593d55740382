import { FAILURE_MODES } from '../../src/prove/index.ts';
import type { ScenarioResult } from './run.ts';

/** How well scenarios were diagnosed. */
export interface Score {
  /** Failure modes. */
  readonly rows: {
    readonly right: number;
    readonly of: number;
    /** A scenario was not diagnosed rightly, or its diagnosis does not name the mode. */
    readonly wrong: readonly number[];
    readonly withoutScenario: readonly number[];
  };
  readonly scenarios: { readonly right: number; readonly of: number; readonly percent: number };
  readonly twins: { readonly of: number; readonly falseAlarms: number };
  /** Time of a whole check with its process; null if none ran. */
  readonly medianCheckMs: number | null;
  readonly mostRequests: number;
}

/** A failure mode counts if each of its scenarios is diagnosed as expected, and the findings name the mode. */
export function scoreOf(results: readonly ScenarioResult[]): Score {
  const wrong: number[] = [];
  const withoutScenario: number[] = [];
  for (const { number } of FAILURE_MODES) {
    const own = results.filter(({ modes }) => modes.includes(number));
    if (own.length === 0) withoutScenario.push(number);
    else if (!own.every((result) => isRight(result) && result.found?.modes.includes(number)))
      wrong.push(number);
  }
  const right = results.filter(isRight).length;
  const twins = results.flatMap(({ twin }) => twin ?? []);
  const of = FAILURE_MODES.length;
  return {
    rows: { right: of - wrong.length - withoutScenario.length, of, wrong, withoutScenario },
    scenarios: {
      right,
      of: results.length,
      percent: results.length === 0 ? 0 : Math.round((right / results.length) * 1_000) / 10,
    },
    twins: { of: twins.length, falseAlarms: twins.filter(({ pass }) => !pass).length },
    medianCheckMs: median(results.flatMap(({ found, checkMs }) => (found ? [checkMs] : []))),
    mostRequests: Math.max(0, ...results.map(({ requests }) => requests)),
  };
}

/** The diagnosis alone; the twin is counted separately. */
function isRight({ found, differences }: ScenarioResult): boolean {
  return found !== null && differences.length === 0;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}
