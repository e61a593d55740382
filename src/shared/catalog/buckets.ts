/**
 * Upper bounds of the histograms' buckets, each chosen for what it measures. The SDK's default ends at 10 000:
 * ten seconds, which pins the p95 of an agent run, and fewer tokens than one long prompt.
 */

/** Work on a message or a webhook, in milliseconds: from a cache hit to an hour-long run. */
export const DURATION_MS = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
] as const;

/** An agent run in milliseconds: seconds at the least, an hour at the most. */
export const RUN_MS = [
  100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000,
  1_800_000, 3_600_000,
] as const;

/** Context windows in tokens: up to several millions. */
export const CONTEXT_TOKENS = [
  1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 200_000, 256_000, 400_000, 1_000_000,
  2_000_000, 4_000_000, 10_000_000,
] as const;

/** Messages waiting in a lane. */
export const QUEUE_DEPTH = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 100, 250, 500, 1_000, 5_000] as const;

/** Age of a stuck session in milliseconds; nothing is stuck before its threshold, two minutes by default. */
export const STUCK_AGE_MS = [
  1_000, 5_000, 15_000, 30_000, 60_000, 120_000, 180_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000,
  7_200_000, 21_600_000, 86_400_000,
] as const;
