import { errorText } from '../../shared/text/error-text.ts';
import type { Log } from './context.ts';
import { within } from './deadline.ts';

/** Time that work which was told to end has to do so, in milliseconds. */
const ABORT_GRACE_MS = 2_000;

export interface Draining {
  /** Resolves when all running work has ended. */
  readonly drained: Promise<unknown>;
  readonly timeoutMs: number;
  readonly abort: AbortController;
  readonly log: Log;
}

/** Lets running work end; what takes too long is told to end, and what does not even then is left behind. */
export async function drain({ drained, timeoutMs, abort, log }: Draining): Promise<void> {
  const late = setTimeout(() => {
    log.warn('work is still running after gateway.drainTimeoutMs, and is ended');
    abort.abort();
  }, timeoutMs);
  try {
    await within(timeoutMs + ABORT_GRACE_MS, drained, 'work that was told to end has not ended');
  } catch (error) {
    log.warn(`${errorText(error)}, and is left behind`);
  } finally {
    clearTimeout(late);
  }
}
