import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { limited } from './deadline.ts';

const untilAborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });

describe('limited: an abort signal with a time limit', () => {
  it('ends the work when its time is over, and reports it as late', async () => {
    const late = await limited(new AbortController().signal, 5, async ({ signal, isLate }) => {
      await untilAborted(signal);
      return isLate();
    });
    expect(late).toBe(true);
  });

  it('ends the work with its parent, which does not count as late', async () => {
    const parent = new AbortController();
    const working = limited(parent.signal, 60_000, async ({ signal, isLate }) => [
      await untilAborted(signal),
      isLate(),
    ]);
    parent.abort('stopping');
    expect(await working).toEqual(['stopping', false]);
  });

  it('starts aborted if its parent is aborted', async () => {
    expect(await limited(AbortSignal.abort(), 1_000, async ({ signal }) => signal.aborted)).toBe(true);
  });

  it('leaves nothing with a long-lived parent, also when the work fails', async () => {
    const { signal: parent } = new AbortController();
    await limited(parent, 1_000, () => sleep(1));
    await expect(limited(parent, 1_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(getEventListeners(parent, 'abort')).toEqual([]);
  });
});
