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

/** What the store keeps of a job. Times are milliseconds since 1970. */
export const jobState = z.object({
  /** Schedule and time zone that `nextRunAtMs` was made of. */
  schedule: z.string(),
  timeZone: z.string(),
  /** Null where the job does not run. */
  nextRunAtMs: z.number().nullable(),
  lastRun: runEnd.nullable(),
  lastDelivery: delivery.nullable(),
});

export type JobState = z.output<typeof jobState>;
export type RunEnd = z.output<typeof runEnd>;
export type Delivery = z.output<typeof delivery>;

/** The record of a run that has ended: posted to the job's webhook, and written to its run log. */
export interface FinishedEvent extends RunEnd {
  readonly action: 'finished';
  readonly jobId: string;
  /** The agent's reply, or why there is none. */
  readonly summary: string;
  readonly nextRunAtMs: number | null;
  /** Null where no model was called. */
  readonly model: string | null;
  readonly provider: string | null;
  /** Tokens; null where the provider did not report them. */
  readonly usage: TokenUsage | null;
}
