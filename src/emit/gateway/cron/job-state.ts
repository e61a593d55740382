import { z } from 'zod';
import type { TokenUsage } from '../../diagnostics/index.ts';

const runEnd = z.object({
  sessionKey: z.string(),
  runAtMs: z.number(),
  durationMs: z.number(),
  status: z.enum(['ok', 'error', 'timeout', 'aborted']),
  error: z.string().optional(),
});

const delivery = z.object({
  status: z.enum(['delivered', 'failed']),
  atMs: z.number(),
  attempts: z.int(),
  /** Of the last response; null where there was none. */
  httpStatus: z.int().nullable(),
  error: z.string().optional(),
});

const usage = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  prompt: z.number(),
  total: z.number(),
}) satisfies z.ZodType<TokenUsage>;

const finishedEvent = runEnd.extend({
  action: z.literal('finished'),
  jobId: z.string(),
  /** The agent's reply, or why there is none. */
  summary: z.string(),
  nextRunAtMs: z.number().nullable(),
  /** Null where no model was called. */
  model: z.string().nullable(),
  provider: z.string().nullable(),
  /** Tokens; null where the provider did not report them. */
  usage: usage.nullable(),
});

const pendingRun = z.object({
  sessionKey: z.string(),
  /** Null where it has not begun. */
  begunAtMs: z.number().nullable(),
  /** How often it has begun. */
  runs: z.int(),
});

/** What the store keeps of a job. Times are milliseconds since 1970. */
export const jobState = z.object({
  /** Schedule and time zone that `nextRunAtMs` was made of. */
  schedule: z.string(),
  timeZone: z.string(),
  /** Null where the job does not run. */
  nextRunAtMs: z.number().nullable(),
  lastRun: runEnd.nullable(),
  lastDelivery: delivery.nullable(),
  /** The run that has not ended. */
  pending: pendingRun.nullable().default(null),
  /** The ends of runs whose delivery has not ended, oldest first. */
  delivering: z.array(finishedEvent).default([]),
});

export type JobState = z.output<typeof jobState>;
export type Delivery = z.output<typeof delivery>;

export type PendingRun = z.output<typeof pendingRun>;
/** The record of a run that has ended: posted to the job's webhook, and written to its run log. */
export type FinishedEvent = Readonly<z.output<typeof finishedEvent>>;
