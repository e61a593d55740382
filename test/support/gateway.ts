import { gatewayStatusReading } from '../../src/shared/protocol/status.ts';
import type { EnvironmentSeen, GatewayEnvironment } from '../../src/prove/views/environment.ts';
import type { GatewayView } from '../../src/prove/index.ts';
import type { OpenClawRuntime } from '../../src/prove/sources/index.ts';

/** A dumped environment, as checks see it. */
export function environmentOf(
  variables: Readonly<Record<string, string>>,
  rest: Partial<EnvironmentSeen> = {},
): GatewayEnvironment {
  return { read: async () => ({ source: 'gateway.env', variables, elsewhere: {}, unread: [], ...rest }) };
}

/** A gateway that answers with this status; what is left out is as the reader of the status fills it in. */
export function gatewayOf(
  status: unknown,
  ledger: GatewayLedger = null,
  clockOffsetMs?: number,
): GatewayView {
  const value = gatewayStatusReading.parse(status);
  return {
    url: 'http://gateway:18789',
    kind: async () => ({
      ok: true,
      value: { name: 'throughline', status: { status: 200, body: '', headers: {} } },
    }),
    status: async () => ({ ok: true, value }),
    ledger: async () => ({ ok: true, value: ledger }),
    openclaw: async () => ({ ok: false, error: 'a gateway of this project' }),
    scrape: async () => ({ ok: false, error: 'not asked for in this test' }),
    clockOffsetMs: async () => clockOffsetMs,
  };
}

/** An OpenClaw whose RPC shows this, or refuses the connection. */
export function openclawOf(runtime: Partial<OpenClawRuntime> | { readonly error: string }): GatewayView {
  const refused = { ok: false, error: 'an OpenClaw, which has no status of this form' } as const;
  return {
    url: 'http://gateway:18789',
    kind: async () => ({ ok: true, value: { name: 'openclaw', version: undefined, saw: 'its page' } }),
    status: async () => refused,
    ledger: async () => refused,
    scrape: async () => refused,
    openclaw: async () =>
      'error' in runtime
        ? { ok: false, error: runtime.error }
        : {
            ok: true,
            value: {
              version: undefined,
              protocol: 4,
              startedAt: undefined,
              configPath: undefined,
              state: undefined,
              plugins: undefined,
              exporters: undefined,
              config: undefined,
              usage: undefined,
              ...runtime,
            },
          },
    clockOffsetMs: async () => undefined,
  };
}

type Ledger = Awaited<ReturnType<GatewayView['ledger']>>;
type GatewayLedger = Extract<Ledger, { ok: true }>['value'];

/** The status of an exporter that works. */
export const exporting = {
  state: 'exporting',
  endpoint: 'http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp/v1/metrics',
  intervalMs: 1_000,
  temporality: 'cumulative',
  tried: 3,
  accepted: 3,
  refused: 0,
  lastSuccess: '2026-02-20T03:00:00.000Z',
};

/** The status of an exporter whose pushes fail. */
export function failing(lastError: { message: string; status?: number; code?: string }): object {
  return {
    ...exporting,
    state: 'failing',
    accepted: 0,
    refused: 3,
    lastSuccess: null,
    lastError: { at: '2026-02-20T03:00:00.000Z', ...lastError },
  };
}
