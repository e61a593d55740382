import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Child } from './child.ts';

const POLL_MS = 50;
/** The interval of the requests grows, because many servers log each one. */
const POLL_GROWTH = 0.1;
const REQUEST_TIMEOUT_MS = 2_000;

/** Undefined once `url` responds with `status`; else why it does not. */
export async function untilReady(
  child: Child,
  url: string,
  status: number,
  timeoutMs: number,
): Promise<string | undefined> {
  // The certificate need not be verified: this only asks a child process whether it is ready.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const begun = performance.now();
  let waited = 0;
  let last = 'nothing';
  try {
    while (waited < timeoutMs) {
      const ended = child.ended();
      if (ended !== undefined) return ended;
      try {
        const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
        const { statusCode, body } = await request(url, { dispatcher, signal });
        last = `${statusCode} ${(await body.text()).trim()}`;
        if (statusCode === status && child.ended() === undefined) return undefined;
      } catch {
        // Not listening yet.
      }
      await sleep(POLL_MS + waited * POLL_GROWTH);
      waited = performance.now() - begun;
    }
    return `not ready after ${timeoutMs / 1000} s: ${url} responds ${last}`;
  } finally {
    await dispatcher.destroy();
  }
}
