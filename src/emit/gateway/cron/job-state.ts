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
  /** Of the last answer; null where there was none. */
  httpStatus: z.int().nullable(),
  error: z.string().optional(),
});

/** What the store keeps of a job. Times are milliseconds since 1970. */
export const jobState = z.object({
  /** Schedule and time zone that `nextRunAtMs` was made of. */
  schedule: z.string(),
  timeZone: z.string(),
  /** Null where the job is not to run. */
  nextRunAtMs: z.number().nullable(),
  lastRun: runEnd.nullable(),
  lastDelivery: delivery.nullable(),
});

export type JobState = z.output<typeof jobState>;
export type RunEnd = z.output<typeof runEnd>;
export type Delivery = z.output<typeof delivery>;

/** What is told of a run that has ended: posted to the job's webhook, and written to its run log. */
export interface FinishedEvent extends RunEnd {
  readonly action: 'finished';
  readonly jobId: string;
  /** The agent's answer, or why there is none. */
  readonly summary: string;
  readonly nextRunAtMs: number | null;
  /** Null where no model was asked. */
  readonly model: string | null;
  readonly provider: string | null;
  /** Tokens; null where the provider said nothing of it. */
  readonly usage: TokenUsage | null;
}
