import { counted } from '../../shared/text/count.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Evidence, Judged } from '../engine/outcome.ts';
import type { GatewayStatusReading } from '../../shared/protocol/status.ts';
import { gatewayStatus } from './gateway-status.ts';

/** The exporter's state, and the URL that it was read from. */
export type Exporter = NonNullable<GatewayStatusReading['exporter']> & { readonly source: string };

/** The exporter as the gateway's status shows it. */
export const exporter = defineEvidence({
  name: 'exporter',
  needs: [gatewayStatus],
  answer: ({ gatewayStatus }) => {
    const { exporter: state, source } = gatewayStatus;
    if (!state) return notKnown('the gateway shows no exporter');
    const read: Exporter = { ...state, source };
    return known(read);
  },
});

/** What the exporter has pushed so far; nothing where its state is not known. */
export function exporterEvidence(exporter: Exporter): Judged;
export function exporterEvidence(exporter: Exporter | undefined): readonly Evidence[];
export function exporterEvidence(exporter: Exporter | undefined): readonly Evidence[] {
  if (!exporter) return [];
  const { source, tried, accepted, refused, lastSuccess, lastError } = exporter;
  return [
    {
      source,
      saw: `${counted(tried, 'push')} tried, ${accepted} accepted, ${refused} rejected; last success ${lastSuccess ?? 'never'}`,
    },
    ...(lastError ? [{ source, saw: `last error ${lastError.at}: ${lastError.message}` }] : []),
  ];
}

/** The error of the exporter's last push; undefined where that was accepted. */
export const pushError = defineEvidence({
  name: 'pushError',
  needs: [exporter],
  answer: ({ exporter }) => known(currentError(exporter)),
});

function currentError({ lastError, lastSuccess }: Exporter): NonNullable<Exporter['lastError']> | undefined {
  if (!lastError || (lastSuccess && Date.parse(lastSuccess) >= Date.parse(lastError.at))) return undefined;
  return lastError;
}

/** Whether the last push was accepted. */
export function isAccepted(exporter: Exporter): boolean {
  return exporter.accepted > 0 && !currentError(exporter);
}

/** Whether a push reached a server that speaks HTTP, whatever it responded. */
export function gotThrough(exporter: Exporter): boolean {
  const error = currentError(exporter);
  return error ? error.status !== null && error.status !== undefined : exporter.accepted > 0;
}
