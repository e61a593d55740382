import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

const { signal: never } = new AbortController();

describe('BackOff', () => {
  it('is calm before a failure, and again after a success', async () => {
    const backOff = new BackOff(1, 4);
    expect(backOff.isCalm).toBe(true);
    await backOff.wait(never);
    expect(backOff.isCalm).toBe(false);
    backOff.succeeded();
    expect(backOff.isCalm).toBe(true);
  });

  it('does not wait after a stop', async () => {
    await new BackOff(60_000, 60_000).wait(AbortSignal.abort());
  });
});
