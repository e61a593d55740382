import { z } from 'zod';
import { type Ledger, ledgerSchema } from '../../shared/protocol/ledger.ts';
import { gatewayStatusReading, type GatewayStatusReading } from '../../shared/protocol/status.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import { GatewayError } from './gateway-error.ts';
import type { HttpAnswer, HttpSource } from './http.ts';

/** Path on which the plugin diagnostics-prometheus of OpenClaw serves its metrics. */
export const SCRAPE_PATH = '/api/diagnostics/prometheus';

/** @throws {GatewayError} */
export function readGatewayStatus(response: HttpAnswer): GatewayStatusReading {
  return documentOf('/api/status', response, gatewayStatusReading);
}

/**
 * @returns null where the gateway has no ledger, because its telemetry plugin does not run
 * @throws {GatewayError} @throws {UnreachableError}
 */
export async function readLedger(http: HttpSource): Promise<Ledger | null> {
  return documentOf(
    '/api/telemetry',
    await http.get('/api/telemetry'),
    ledgerSchema.nullable().or(z.object({ ledger: z.null() }).transform(() => null)),
    [404, 503],
  );
}

function documentOf<T>(
  path: string,
  response: HttpAnswer,
  schema: z.ZodType<T>,
  absent: readonly number[] = [],
): T {
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
