import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server that is not harmed may take until it responds. */
const ANSWER_MS = 30_000;

/** Asks until there is an answer. @throws if there is none within `ANSWER_MS` */
export async function answered<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + ANSWER_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`no ${what} within ${ANSWER_MS / 1_000} s`);
    await sleep(250);
  }
}
