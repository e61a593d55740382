import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Child } from './child.ts';

const POLL_MS = 50;
/** The longer it has taken, the less often it is asked: many servers log each time. */
const POLL_GROWTH = 0.1;
const REQUEST_TIMEOUT_MS = 2_000;

/** Nothing once `url` answers `status`; else why it will not. */
export async function untilReady(
  child: Child,
  url: string,
  status: number,
  timeoutMs: number,
): Promise<string | undefined> {
  // Who signed the certificate matters to those who send something; this asks a child of ours how it is.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const begun = performance.now();
  let waited = 0;
  let answer = 'nothing';
  try {
    while (waited < timeoutMs) {
      const ended = child.ended();
      if (ended !== undefined) return ended;
      try {
        const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
        const { statusCode, body } = await request(url, { dispatcher, signal });
        answer = `${statusCode} ${(await body.text()).trim()}`;
        if (statusCode === status && child.ended() === undefined) return undefined;
      } catch {
        // Not listening yet.
      }
      await sleep(POLL_MS + waited * POLL_GROWTH);
      waited = performance.now() - begun;
    }
    return `not ready after ${timeoutMs / 1000} s: ${url} says ${answer}`;
  } finally {
    await dispatcher.destroy();
  }
}
