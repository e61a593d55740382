import { z } from 'zod';
import { type Ledger, ledgerSchema } from '../../shared/protocol/ledger.ts';
import { gatewayStatusReading, type GatewayStatusReading } from '../../shared/protocol/status.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import type { HttpSource } from './http.ts';

/** The gateway's response is not its status; the message says what to do. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

/** @throws {GatewayError} @throws {UnreachableError} */
export async function readGatewayStatus(http: HttpSource): Promise<GatewayStatusReading> {
  return get(http, '/api/status', gatewayStatusReading);
}

/**
 * @returns null where the gateway has no ledger, because its telemetry plugin does not run
 * @throws {GatewayError} @throws {UnreachableError}
 */
export async function readLedger(http: HttpSource): Promise<Ledger | null> {
  return get(
    http,
    '/api/telemetry',
    ledgerSchema.nullable().or(z.object({ ledger: z.null() }).transform(() => null)),
    [404, 503],
  );
}

async function get<T>(
  http: HttpSource,
  path: string,
  schema: z.ZodType<T>,
  absent: readonly number[] = [],
): Promise<T> {
  const response = await http.get(path);
  if (response.status === 401 || response.status === 403) {
    throw new GatewayError(
      `${path} answered ${response.status}: give the gateway's token in THROUGHLINE_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN`,
    );
  }
  const body: unknown = absent.includes(response.status) ? null : tryJson(response.body);
  const parsed = schema.safeParse(body);
  if (response.status !== 200 && !absent.includes(response.status)) {
    throw new GatewayError(`${path} answered ${response.status}; is this the gateway's own address?`);
  }
  if (!parsed.success) throw new GatewayError(`${path} returned something else than a gateway's status`);
  return parsed.data;
}
