import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for foreign work, for a limited time. */
export async function within<T>(ms: number, work: Promise<T>, late: string): Promise<T> {
  const abort = new AbortController();
  try {
    return await Promise.race([
      work,
      // Keeps the process alive: the work may hold nothing open, and Node would exit in the middle of a stop.
      sleep(ms, undefined, { signal: abort.signal }).then(() => {
        throw new Error(`${late} within ${ms / 1_000} s`);
      }),
    ]);
  } finally {
    abort.abort();
  }
}

/** The limits of a piece of work. */
export interface Limit {
  /** Aborted by the parent, or when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the time ran out before the parent aborted. */
  readonly isLate: () => boolean;
}

/**
 * Runs work that ends with its parent or after a time, and leaves no timer and no listener behind.
 *
 * `AbortSignal.any` would be shorter: in Node 20 each of its signals leaves some 5 kB with a long-lived parent, which
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
