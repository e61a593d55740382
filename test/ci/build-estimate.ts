/** A server that must be built. */
export interface Build {
  readonly id: string;
  /** Seconds that it takes on an idle machine, by the table of servers. */
  readonly coldSeconds: number;
}

/** How far the builds of a run are; they run one after the other. */
export interface BuildProgress {
  /** What is not built yet, in order; the first is being built. */
  readonly left: readonly Build[];
  /** Seconds since the first of them began. */
  readonly running: number;
  /** What is built, with the seconds that it took. */
  readonly built: readonly (Build & { readonly seconds: number })[];
}

/**
 * Seconds until each server is there. Builds take turns with tests, so that they are slower than on an idle machine: the
 * estimate follows how slow those before were.
 */
export function secondsLeft({ left, running, built }: BuildProgress): ReadonlyMap<string, number> {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const planned = sum(built.map(({ coldSeconds }) => coldSeconds));
  const factor = planned === 0 ? 1 : Math.max(1, sum(built.map(({ seconds }) => seconds)) / planned);
  const seconds = new Map<string, number>();
  let total = 0;
  for (const [index, { id, coldSeconds }] of left.entries()) {
    const own = coldSeconds * factor;
    // One that takes longer than planned is not there yet: some more seconds, but not none.
    total += index === 0 ? Math.max(10, own - running) : own;
    seconds.set(id, total);
  }
  return seconds;
}
