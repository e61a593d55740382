import { describe, expect, it } from 'vitest';
import { BackOff } from './back-off.ts';

const { signal: never } = new AbortController();

describe('BackOff', () => {
  it('is calm until something fails, and again when something succeeds', async () => {
    const backOff = new BackOff(1, 4);
    expect(backOff.isCalm).toBe(true);
    await backOff.wait(never);
    expect(backOff.isCalm).toBe(false);
    backOff.succeeded();
    expect(backOff.isCalm).toBe(true);
  });

  it('does not wait when it is told to stop', async () => {
    await new BackOff(60_000, 60_000).wait(AbortSignal.abort());
  });
});
