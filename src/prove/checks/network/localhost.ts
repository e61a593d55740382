import { knownSendError } from '../../../shared/failure-modes/match.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, gotThrough, pushError } from '../../evidence/exporter.ts';
import { type GatewayNetwork, gatewayVantage } from '../../evidence/gateway-vantage.ts';
import { hostOf, metricsUrl, portOf, urlEvidence } from '../../evidence/metrics-url.ts';

const TIMEOUT_MS = 1_000;

/** localhost means the address that the receiver listens on. */
export const networkLocalhost = defineCheck({
  id: 'TL408',
  link: 'network',
  title: 'localhost is the right address',
  proves: 'localhost in the endpoint resolves to the address on which the receiver listens',
  explain:
    'Node uses addresses in the order of the resolver, which may be ::1 first for localhost. A receiver that listens ' +
    'on 127.0.0.1 only then refuses the connection although it runs: "connect ECONNREFUSED ::1:4318". Write 127.0.0.1.',
  severity: 'error',
  modes: [30],
  onlyPushed: true,
  needs: [gatewayVantage, metricsUrl],
  uses: [exporter, pushError],
  run: async ({ gatewayVantage: { where, network }, metricsUrl: url, exporter, pushError: error }) => {
    const host = hostOf(url);
    if (host !== 'localhost') return pass(`the endpoint is on ${host}`, [urlEvidence(url)]);
    if (exporter && gotThrough(exporter))
      return pass('the exporter got a response', exporterEvidence(exporter));
    const here = network && (await listensOnV4Only(network, portOf(url)));
    if (here || (error && knownSendError(error)?.id === 'localhost-ipv6')) {
      return fail(
        'localhost is ::1 for the gateway, and nothing listens there',
        exporter ? exporterEvidence(exporter) : [{ source: where, saw: '::1 is refused' }],
        {
          affects: ['every push'],
          fix: { kind: 'manual', text: 'write 127.0.0.1 instead of localhost in diagnostics.otel.endpoint' },
        },
      );
    }
    return unknown('whether localhost is the right address is only known in the pod of the gateway');
  },
});

async function listensOnV4Only(network: GatewayNetwork, port: number): Promise<boolean> {
  const [v6, v4] = await Promise.all([
    network.connect('::1', port, TIMEOUT_MS),
    network.connect('127.0.0.1', port, TIMEOUT_MS),
  ]);
  return v6 === 'ECONNREFUSED' && v4 === undefined;
}
