import { expect, it } from 'vitest';
import { runRounds } from './loop.ts';

/** Rounds that take so long each, on a simulated clock. @returns when each began */
async function beginnings(intervalMs: number, durations: readonly number[]): Promise<number[]> {
  let time = 1_000;
  const began: number[] = [];
  const end = new AbortController();
  await runRounds({
    intervalMs,
    signal: end.signal,
    now: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    round: async () => {
      began.push(time - 1_000);
      time += durations[began.length - 1] ?? 0;
      if (began.length === durations.length) end.abort();
    },
  });
  return began;
}

it('begins each round an interval after the beginning of the last, however long that took', async () => {
  expect(await beginnings(60, [1, 30, 59, 0])).toEqual([0, 60, 120, 180]);
});

it('never begins a round before the last has ended, and leaves out what it missed', async () => {
  expect(await beginnings(60, [61, 150, 0])).toEqual([0, 120, 300]);
});
