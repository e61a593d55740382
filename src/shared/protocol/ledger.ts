import { z } from 'zod';
import type { Frozen } from './frozen.ts';
import { identity } from './identity.ts';

const total = z.object({
  events: z
    .number()
    .describe('Measurements recorded: one model call adds one to openclaw.tokens for each kind of token'),
  value: z.number().describe("What the stored series add up to: a counter's sum, a histogram's count"),
});

const entry = z.object({
  name: z.string().describe('Name of the OpenTelemetry instrument'),
  live: total,
  acknowledged: total.describe('As of the last accepted push'),
  series: z.number().default(0).describe('Attribute sets in use, the overflow row included'),
  overflowed: z
    .number()
    .default(0)
    .describe("Measurements that went to the overflow row because the instrument's limit was reached"),
});

/**
 * `throughline.ledger/1`, the response of `GET /api/telemetry`: what the recorder was given. Fields with a default are
 * always sent; a reader does not depend on them.
 */
export const ledgerSchema = z.object({
  schema: z.literal('throughline.ledger/1'),
  service: identity,
  startedAt: z.string().describe('ISO 8601 time since which the totals count'),
  acknowledgedAt: z
    .string()
    .nullable()
    .describe(
      'ISO 8601 time, to the millisecond, of the data points of the last accepted push; null before it',
    ),
  metrics: z.array(entry),
});

export type Ledger = Frozen<z.output<typeof ledgerSchema>>;
export type LedgerTotal = Frozen<z.output<typeof total>>;
