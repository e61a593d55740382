import { z } from 'zod';
import type { SessionState } from '../../diagnostics/index.ts';

const count = z.int().nonnegative();

/** What the store keeps of a session. Times are milliseconds since 1970. */
export const sessionRecord = z.object({
  key: z.string(),
  /** Name of the session in telemetry: the key, or for one of many similar sessions what they have in common. */
  telemetryKey: z.string(),
  agent: z.string(),
  channel: z.string(),
  state: z.enum(['idle', 'waiting', 'processing']) satisfies z.ZodType<SessionState>,
  messages: count,
  errors: count,
  /** `provider/model` of the last run; null before the first. */
  model: z.string().nullable(),
  tokens: z.object({ input: count, output: count, total: count }),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});

export type SessionRecord = z.output<typeof sessionRecord>;

const turn = z.object({ role: z.enum(['user', 'assistant']), content: z.string() });
export const turns = z.array(turn);
export type Turn = Readonly<z.output<typeof turn>>;

/** One conversation. */
export interface Session extends Readonly<SessionRecord> {
  /** Last sign of life, by the monotonic clock, in milliseconds. */
  readonly activeAt: number;
}

/** The newest turns that fit, oldest first: at most so many, and so many bytes of text. */
export function newestTurns(history: readonly Turn[], maxTurns: number, maxBytes: number): Turn[] {
  const newest = history.slice(-maxTurns);
  let bytes = newest.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  let dropped = 0;
  while (bytes > maxBytes && dropped < newest.length) {
    bytes -= Buffer.byteLength(newest[dropped]?.content ?? '');
    dropped += 1;
  }
  return newest.slice(dropped);
}
