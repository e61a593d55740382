import type { GatewayStatus } from '../sources/index.ts';
import type { Evidence } from '../engine/outcome.ts';
import type { GatewayView } from '../views/gateway.ts';

export type Exporter = NonNullable<GatewayStatus['exporter']>;

/** The exporter's state out of the gateway's status; undefined where it has none or could not be asked. */
export async function exporterOf(gateway: GatewayView | undefined): Promise<Exporter | undefined> {
  const status = await gateway?.status();
  return status?.ok ? (status.value.exporter ?? undefined) : undefined;
}

export function exporterEvidence(gateway: GatewayView | undefined, exporter: Exporter): Evidence[] {
  const source = `${gateway?.url}/api/status`;
  const { tried, accepted, refused, lastSuccess, lastError } = exporter;
  return [
    {
      source,
      saw: `${tried} pushes tried, ${accepted} accepted, ${refused} refused; last success ${lastSuccess ?? 'never'}`,
    },
    ...(lastError ? [{ source, saw: `last error ${lastError.at}: ${lastError.message}` }] : []),
  ];
}

/** The failure that the exporter is in now; undefined where its last push was accepted. */
export function currentError(exporter: Exporter): Exporter['lastError'] {
  const { lastError, lastSuccess } = exporter;
  if (!lastError || (lastSuccess && Date.parse(lastSuccess) >= Date.parse(lastError.at))) return undefined;
  return lastError;
}

/** Whether the last push was accepted. */
export function isAccepted(exporter: Exporter): boolean {
  return exporter.accepted > 0 && !currentError(exporter);
}

/** Whether a push reached a server that speaks HTTP, whatever it answered. */
export function gotThrough(exporter: Exporter): boolean {
  const error = currentError(exporter);
  return error ? error.status !== null && error.status !== undefined : exporter.accepted > 0;
}
