import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work that is not one's own, and not for ever. */
export async function within(ms: number, work: Promise<unknown>, late: string): Promise<void> {
  const abort = new AbortController();
  try {
    await Promise.race([
      work,
      sleep(ms, undefined, { signal: abort.signal, ref: false }).then(() => {
        throw new Error(`${late} within ${ms / 1_000} s`);
      }),
    ]);
  } finally {
    abort.abort();
  }
}
