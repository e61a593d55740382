import { z } from 'zod';
import type { Frozen } from './frozen.ts';

/** `throughline.sync/1`: the response of the sidecar's `GET /status`. */
export const syncStatusSchema = z.object({
  schema: z.literal('throughline.sync/1'),
  source: z.string().describe('PATH or PATH#KEY'),
  target: z.string(),
  hash: z
    .string()
    .nullable()
    .describe('sha256:… of the configuration that the target is kept at; null before the first valid one'),
  lastSync: z
    .string()
    .nullable()
    .describe(
      'ISO 8601 time at which a changed source was last written to the target; null before the first',
    ),
  lastError: z
    .object({ at: z.string().describe('ISO 8601 time of its first occurrence'), message: z.string() })
    .nullable()
    .describe('What keeps the target from following the source now; null where it follows'),
  syncs: z.int().describe('Changed configurations written to the target'),
  refused: z.int().describe('Texts at the source that were no valid configuration'),
  restored: z.int().describe('Times that the target was restored after it had been deleted or changed'),
  telemetry: z
    .object({
      state: z
        .enum(['watching', 'arriving', 'ended', 'failing', 'unknown', 'off'])
        .describe(
          'ended: it arrived until the change, and does not go on; failing: pushes fail, and it is not known that they worked before; off: the configuration turns metrics off',
        ),
      change: z.string().describe('ISO 8601 time at which the target was last written'),
      at: z.string().describe('ISO 8601 time of this state'),
      message: z.string(),
      restart: z
        .object({
          at: z.string().describe('ISO 8601 time at which the command had ended'),
          ok: z.boolean().describe('Whether it exited with 0'),
          message: z.string(),
        })
        .nullable()
        .describe('The restart that followed the change; null without one'),
    })
    .nullable()
    .describe(
      "The gateway's telemetry after the last write; null without --verify, and before the first write",
    ),
  restarts: z.int().describe('Runs of the restart command'),
});

export type SyncStatus = Frozen<z.output<typeof syncStatusSchema>>;
