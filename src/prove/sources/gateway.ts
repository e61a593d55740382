import { z } from 'zod';
import { tryJson } from '../../shared/text/try-json.ts';
import type { HttpSource } from './http.ts';

/** `/api/status`, as far as checks read it; what a gateway leaves out stays undefined. */
export const gatewayStatusSchema = z.object({
  version: z.string().optional(),
  process: z
    .object({ pid: z.number(), hostname: z.string(), startedAt: z.string(), now: z.string() })
    .partial()
    .default({}),
  service: z.object({ name: z.string(), namespace: z.string().nullish(), instanceId: z.string() }).optional(),
  config: z
    .object({
      path: z.string().nullish(),
      hash: z.string().nullish(),
      lastError: z.string().nullish(),
      reloads: z.number(),
      restartNeeded: z.array(z.string()),
    })
    .partial()
    .default({}),
  plugins: z
    .array(
      z.object({
        id: z.string(),
        enabled: z.boolean().default(false),
        state: z.string(),
        reason: z.string().nullish(),
        error: z.string().nullish(),
        services: z
          .array(z.object({ id: z.string(), state: z.string(), error: z.string().nullish() }))
          .default([]),
        listeners: z.number().optional(),
      }),
    )
    .default([]),
  telemetry: z
    .object({ configured: z.boolean(), working: z.boolean(), problem: z.string().nullish() })
    .partial()
    .default({}),
  exporter: z
    .object({
      state: z.string(),
      endpoint: z.string(),
      intervalMs: z.number(),
      temporality: z.string().optional(),
      tried: z.number(),
      accepted: z.number(),
      refused: z.number(),
      lastSuccess: z.string().nullish(),
      lastError: z
        .object({
          at: z.string(),
          message: z.string(),
          status: z.number().nullish(),
          code: z.string().nullish(),
        })
        .nullish(),
      lastPartial: z.object({ rejectedDataPoints: z.number(), message: z.string() }).nullish(),
    })
    .nullish(),
  environment: z.record(z.string(), z.string()).default({}),
});

export type GatewayStatus = z.output<typeof gatewayStatusSchema>;

const total = z.object({ events: z.number(), value: z.number() });

export const ledgerSchema = z.object({
  schema: z.literal('throughline.ledger/1'),
  service: z.object({ name: z.string(), namespace: z.string().nullish(), instanceId: z.string() }),
  startedAt: z.string(),
  acknowledgedAt: z.string().nullable(),
  metrics: z.array(
    z.object({
      name: z.string(),
      live: total,
      acknowledged: total,
      series: z.number().default(0),
      overflowed: z.number().default(0),
    }),
  ),
});

export type Ledger = z.output<typeof ledgerSchema>;

/** The gateway answered, but not with its status; the message says what to do. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

/** @throws {GatewayError} @throws {UnreachableError} */
export async function readGatewayStatus(http: HttpSource): Promise<GatewayStatus> {
  return ask(http, '/api/status', gatewayStatusSchema);
}

/**
 * @returns null where the gateway has no ledger, because its telemetry plugin does not run
 * @throws {GatewayError} @throws {UnreachableError}
 */
export async function readLedger(http: HttpSource): Promise<Ledger | null> {
  return ask(
    http,
    '/api/telemetry',
    ledgerSchema.nullable().or(z.object({ ledger: z.null() }).transform(() => null)),
    [404, 503],
  );
}

async function ask<T>(
  http: HttpSource,
  path: string,
  schema: z.ZodType<T>,
  absent: readonly number[] = [],
): Promise<T> {
  const answer = await http.get(path);
  if (answer.status === 401 || answer.status === 403) {
    throw new GatewayError(
      `${path} answered ${answer.status}: give the gateway's token in THROUGHLINE_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN`,
    );
  }
  const body: unknown = absent.includes(answer.status) ? null : tryJson(answer.body);
  const parsed = schema.safeParse(body);
  if (answer.status !== 200 && !absent.includes(answer.status)) {
    throw new GatewayError(`${path} answered ${answer.status}; is this the gateway's own address?`);
  }
  if (!parsed.success) throw new GatewayError(`${path} answered with something else than a gateway's status`);
  return parsed.data;
}
