import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costUsd, tokenUsage } from './usage.ts';

describe('tokenUsage', () => {
  it('subtracts cache reads and writes from the input', () => {
    const details = { cached_tokens: 60, cache_write_tokens: 10 };
    expect(tokenUsage({ prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: details })).toEqual(
      {
        input: 30,
        output: 20,
        cacheRead: 60,
        cacheWrite: 10,
        prompt: 100,
        total: 120,
      },
    );
  });

  it('reads the other name of cache writes', () => {
    const raw = { prompt_tokens: 100, completion_tokens: 0, cache_creation_input_tokens: 40 };
    expect(tokenUsage(raw)).toMatchObject({ input: 60, cacheWrite: 40 });
  });

  it('is never negative and always adds up, whatever a provider reports', () => {
    const n = nat(10_000);
    assert(
      property(n, n, n, n, (prompt_tokens, completion_tokens, cached_tokens, cache_write_tokens) => {
        const usage = tokenUsage({
          prompt_tokens,
          completion_tokens,
          prompt_tokens_details: { cached_tokens, cache_write_tokens },
        });
        expect(Math.min(...Object.values(usage))).toBeGreaterThanOrEqual(0);
        expect(usage.input + usage.cacheRead + usage.cacheWrite).toBe(usage.prompt);
        expect(usage.prompt + usage.output).toBe(usage.total);
      }),
    );
  });
});

describe('costUsd', () => {
  const usage = {
    input: 1_000,
    output: 100,
    cacheRead: 10_000,
    cacheWrite: 0,
    prompt: 11_000,
    total: 11_100,
  };

  it('prices each kind once, prompt and total not at all', () => {
    expect(costUsd(usage, { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 })).toBeCloseTo(
      0.0075,
      12,
    );
  });

  it('is unknown, not 0, for a model without a price', () => {
    expect(costUsd(usage, undefined)).toBeUndefined();
  });
});
