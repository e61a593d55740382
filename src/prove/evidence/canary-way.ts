import { defineEvidence, known } from '../engine/define-evidence.ts';
import { backendIdentity } from './backend-identity.ts';
import { exporter, isAccepted } from './exporter.ts';
import { gatewayVantage } from './gateway-vantage.ts';
import { hostOf } from './metrics-url.ts';
import { isLoopback } from './receiver-address.ts';

/**
 * Whether a canary that was read back shows that pushes of the gateway are stored. The canary goes to the backend's own
 * OTLP URL, so it does only where accepted pushes of the gateway go to the same URL. True where no gateway is part of the
 * question.
 */
export const canaryShowsPath = defineEvidence({
  name: 'canaryShowsPath',
  needs: [backendIdentity],
  uses: ['gateway', 'config', exporter, gatewayVantage],
  answer: ({ backendIdentity: { backend, otlpMetricsUrl }, gateway, config, exporter, gatewayVantage }) => {
    if (!gateway && !config) return known(true);
    if (!exporter || !isAccepted(exporter) || !URL.canParse(exporter.endpoint)) return known(false);
    // The tenant is in a header, so two stores may have one URL.
    if (backend.flavour === 'mimir') return known(false);
    const [pushes, canary] = [new URL(exporter.endpoint), new URL(otlpMetricsUrl)];
    // Localhost of the gateway is that of this process only on the gateway's host.
    if (isLoopback(hostOf(pushes)) && !gatewayVantage?.network) return known(false);
    return known(pushes.origin === canary.origin && pushes.pathname === canary.pathname);
  },
});
