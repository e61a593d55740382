import { defineEvidence, known } from '../engine/define-evidence.ts';
import { pushError } from './exporter.ts';
import { gatewayVantage } from './gateway-vantage.ts';
import { hostOf, metricsUrl, portOf } from './metrics-url.ts';

export const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Whether the exporter times out although its endpoint takes connections. For the exporter a slow response looks like
 * packets that a policy drops; only a connection from the gateway's vantage distinguishes the two.
 */
export const slowResponse = defineEvidence({
  name: 'slowResponse',
  needs: [gatewayVantage, metricsUrl, pushError],
  answer: async ({ gatewayVantage: { network }, metricsUrl: url, pushError: error }) => {
    if (error?.code !== 'ETIMEDOUT') return known(false);
    if (!network) return known(false);
    return known((await network.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS)) === undefined);
  },
});
