import type { StoredSeries } from '../../sources/index.ts';

/** What the samples of one counter say about its writers. */
export interface Falls {
  readonly series: StoredSeries;
  /** Samples that are lower than the one before. */
  readonly falls: number;
  /**
   * `two writers`: the values are those of several counters that all go on. `falls again and again`: several writers, or
   * one process that restarts again and again.
   */
  readonly verdict: 'two writers' | 'falls again and again' | 'one writer';
}

/** A process that restarts once or twice is no fault. */
const MANY_FALLS = 3;

/** A fall that is older was the end of something, such as a rolling update. */
const RECENT_SAMPLES = 4;

/**
 * Sorts the samples into counters that never fall: each sample continues the highest counter that is not above it. A
 * process that restarts begins a lower counter each time; two writers continue the same two.
 */
export function fallsOf(series: StoredSeries): Falls {
  const values = series.samples.map(({ value }) => value);
  const counters: { first: number; last: number }[] = [];
  const fallsAt: number[] = [];
  let continued = 0;
  for (const [at, value] of values.entries()) {
    const isFall = at > 0 && value < (values[at - 1] ?? value);
    if (isFall) fallsAt.push(at);
    const [highest] = counters.filter(({ last }) => last <= value).toSorted((a, b) => b.last - a.last);
    if (!highest) {
      counters.push({ first: value, last: value });
      continue;
    }
    // An equal value is no proof: a process that restarts may begin with the same value each time.
    if (isFall && value > highest.last) continued += 1;
    highest.last = value;
  }
  const verdict = (): Falls['verdict'] => {
    const isOngoing = (fallsAt.at(-1) ?? 0) >= values.length - RECENT_SAMPLES;
    if (fallsAt.length < MANY_FALLS || !isOngoing) return 'one writer';
    // A counter that grew less than it had at first is older than the samples: no restart began it.
    const isOld = counters.every(({ first, last }) => last - first < first);
    return counters.length > 1 && continued >= 2 && isOld ? 'two writers' : 'falls again and again';
  };
  return { series, falls: fallsAt.length, verdict: verdict() };
}
