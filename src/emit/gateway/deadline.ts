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

/** What limited work runs under. */
export interface Limit {
  /** Aborted by the parent, or when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the time was over, and not the parent first. */
  readonly isLate: () => boolean;
}

/**
 * Runs work that ends with its parent or after a time. When it has ended, nothing of it stays.
 *
 * `AbortSignal.any` would be shorter: in Node 20 its signals leave some 5 kB each with a parent that lives on, which
 * made a gateway grow by 12 MiB a minute.
 */
export async function limited<T>(
  parent: AbortSignal,
  ms: number,
  work: (limit: Limit) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  let late = false;
  const timer = setTimeout(() => {
    late = !controller.signal.aborted;
    controller.abort(new DOMException(`not done within ${ms} ms`, 'TimeoutError'));
  }, ms);
  parent.addEventListener('abort', follow, { once: true });
  if (parent.aborted) follow();
  try {
    return await work({ signal: controller.signal, isLate: () => late });
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', follow);
  }
}
