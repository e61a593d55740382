import { describe, expect, it } from 'vitest';
import { readableContext } from '../../../test/support/gateway-context.ts';
import { drain } from './drain.ts';

describe('drain', () => {
  it('waits for work that ends in time, and aborts nothing', async () => {
    const { log, lines } = readableContext();
    const abort = new AbortController();
    await drain({ drained: Promise.resolve(), timeoutMs: 5_000, abort, log });
    expect([abort.signal.aborted, lines]).toEqual([false, []]);
  });

  it('aborts work that takes too long', async () => {
    const { log, lines } = readableContext();
    const abort = new AbortController();
    const drained = new Promise((resolve) => abort.signal.addEventListener('abort', resolve));
    await drain({ drained, timeoutMs: 10, abort, log });
    expect(lines).toEqual(['work is still running after gateway.drainTimeoutMs, and is aborted']);
  });

  it('stops waiting for work that does not end', async () => {
    const { log, lines } = readableContext();
    await drain({ drained: new Promise(() => undefined), timeoutMs: 10, abort: new AbortController(), log });
    expect(lines.at(-1)).toBe('aborted work has not ended within 2.01 s, and is no longer waited for');
  });
});
