import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for work that is not one's own, and not for ever. */
export async function within<T>(ms: number, work: Promise<T>, late: string): Promise<T> {
  const abort = new AbortController();
  try {
    return await Promise.race([
      work,
      // Keeps the process alive: what is waited for may do so by nothing, and Node would end in the middle of a stop.
      sleep(ms, undefined, { signal: abort.signal }).then(() => {
        throw new Error(`${late} within ${ms / 1_000} s`);
      }),
    ]);
  } finally {
    abort.abort();
  }
}
