import { errorText } from '../../shared/text/error-text.ts';
import type { Log } from './context.ts';
import { within } from './deadline.ts';

/** Time in which aborted work has to end, in milliseconds. */
const ABORT_GRACE_MS = 2_000;

export interface Draining {
  /** Resolves when all running work has ended. */
  readonly drained: Promise<unknown>;
  readonly timeoutMs: number;
  readonly abort: AbortController;
  readonly log: Log;
}

/** Waits for running work to end. Aborts work that takes too long, and stops waiting for work that still does not end. */
export async function drain({ drained, timeoutMs, abort, log }: Draining): Promise<void> {
  const late = setTimeout(() => {
    log.warn('work is still running after gateway.drainTimeoutMs, and is aborted');
    abort.abort();
  }, timeoutMs);
  try {
    await within(timeoutMs + ABORT_GRACE_MS, drained, 'aborted work has not ended');
  } catch (error) {
    log.warn(`${errorText(error)}, and is no longer waited for`);
  } finally {
    clearTimeout(late);
  }
}
