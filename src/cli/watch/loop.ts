export interface RoundsOptions {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Ends early, without an error, where the signal is given. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly round: () => Promise<void>;
}

/**
 * Runs round after round until the signal. Each begins a whole number of intervals after the first. Two never overlap:
 * a round that would begin during another is left out.
 */
export async function runRounds({ intervalMs, signal, now, sleep, round }: RoundsOptions): Promise<void> {
  const first = now();
  while (!signal.aborted) {
    await round();
    const passed = Math.floor((now() - first) / intervalMs);
    await sleep(first + (passed + 1) * intervalMs - now());
  }
}
