import { defineEvidence, known } from '../engine/define-evidence.ts';
import { gatewayWorkload } from './gateway-workload.ts';

/** Whether the release that the manifests run reads variables for one signal, such as OTEL_EXPORTER_OTLP_METRICS_ENDPOINT. */
export type SignalVariables = 'reads it' | 'ignores it' | 'unknown';

/** First release of OpenClaw that reads them: 2026.4.25. */
const FIRST = [2026, 4, 25];

export const gatewayRelease = defineEvidence({
  name: 'gatewayRelease',
  needs: [gatewayWorkload],
  answer: ({ gatewayWorkload: { running } }) => {
    const images = running.map(({ image = '' }) => image);
    return known<SignalVariables>(
      images.map(readsSignalVariables).find((each) => each !== 'unknown') ?? 'unknown',
    );
  },
});

function readsSignalVariables(image: string): SignalVariables {
  if (/(?:^|\/)throughline(?:[:@]|$)/.test(image)) return 'ignores it';
  const release = /(?:^|\/)openclaw:v?(\d+)\.(\d+)\.(\d+)/.exec(image)?.slice(1).map(Number);
  if (!release) return 'unknown';
  const at = release.findIndex((part, index) => part !== FIRST[index]);
  return at < 0 || (release[at] ?? 0) > (FIRST[at] ?? 0) ? 'reads it' : 'ignores it';
}
