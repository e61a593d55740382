import { z } from 'zod';
import type { ModelConfig } from '../../../shared/config/index.ts';
import type { TokenUsage } from '../../diagnostics/index.ts';

const count = z.int().nonnegative().nullish();

/**
 * `usage` of an OpenAI-compatible response. OpenAI's format has no field for writes to a cache; the two names are those
 * of gateways to other providers.
 */
export const usageSchema = z.object({
  prompt_tokens: z.int().nonnegative(),
  completion_tokens: z.int().nonnegative(),
  prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish(),
  cache_creation_input_tokens: count,
});

export type RawUsage = z.output<typeof usageSchema>;

/** Tokens by kind. `prompt` holds input, cache read and cache write; `total` is prompt and output. */
export function tokenUsage(raw: RawUsage): TokenUsage {
  const prompt = raw.prompt_tokens;
  const cacheRead = Math.min(raw.prompt_tokens_details?.cached_tokens ?? 0, prompt);
  const cacheWrite = Math.min(
    raw.prompt_tokens_details?.cache_write_tokens ?? raw.cache_creation_input_tokens ?? 0,
    prompt - cacheRead,
  );
  const output = raw.completion_tokens;
  return {
    input: prompt - cacheRead - cacheWrite,
    output,
    cacheRead,
    cacheWrite,
    prompt,
    total: prompt + output,
  };
}

/** US dollars of one call; undefined where the model has no price. */
export function costUsd(usage: TokenUsage, price: ModelConfig['cost']): number | undefined {
  if (!price) return undefined;
  return (
    (usage.input * price.input +
      usage.output * price.output +
      usage.cacheRead * price.cacheRead +
      usage.cacheWrite * price.cacheWrite) /
    1_000_000
  );
}
