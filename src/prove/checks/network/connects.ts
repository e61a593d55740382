import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Outcome, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, gotThrough, pushError } from '../../evidence/exporter.ts';
import { gatewayVantage } from '../../evidence/gateway-vantage.ts';
import { hostOf, metricsUrl, portOf } from '../../evidence/metrics-url.ts';
import { isLoopback } from '../../evidence/receiver-address.ts';
import { CONNECT_TIMEOUT_MS, slowResponse } from '../../evidence/slow-response.ts';
import { knownCode, modesOfCodes } from '../../../shared/failure-modes/match.ts';

/** The endpoint accepts a connection from the gateway. */
export const networkConnects = defineCheck({
  id: 'TL402',
  link: 'network',
  title: 'Endpoint accepts connections',
  proves: 'host and port of the metrics URL accept a TCP connection from the gateway',
  explain:
    'Refused: nothing listens on that address and port, or only on localhost. A time-out: usually a NetworkPolicy, ' +
    "egress on the gateway's side or ingress on the receiver's, or a Service without endpoints. Closed: a mesh that " +
    "requires mTLS, or a server that speaks another protocol on that port. Judged by the gateway's own exporter, or by " +
    'connecting from here where the gateway runs here.',
  severity: 'error',
  modes: [...modesOfCodes('connection'), 30].toSorted((a, b) => a - b),
  onlyPushed: true,
  needs: [gatewayVantage, metricsUrl],
  uses: [exporter, pushError, slowResponse],
  // These name the cause; a failed connection is only the effect.
  dependsOn: ['TL401', 'TL403', 'TL404', 'TL406', 'TL410', 'TL412', 'TL414', 'TL408', 'TL409'],
  run: async ({
    gatewayVantage: { where, network },
    metricsUrl: url,
    exporter,
    pushError: error,
    slowResponse: isSlow,
  }) => {
    const address = `${hostOf(url)}:${portOf(url)}`;
    if (isSlow) {
      return pass(`${address} accepts connections, but responds after the time-out`, [
        { source: where, saw: 'connected' },
      ]);
    }
    if (error?.code && knownCode(error.code, 'connection')) {
      return failed(address, error.code, url, exporterEvidence(exporter));
    }
    if (exporter && gotThrough(exporter)) {
      return pass(`${address} accepts connections: the exporter got a response`, exporterEvidence(exporter));
    }
    if (!network) {
      return unknown(`not tried: ${where}, so a connection from here to ${address} proves nothing`);
    }
    const code = await network.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS);
    if (code === undefined)
      return pass(`${address} accepts connections`, [{ source: where, saw: 'connected' }]);
    return failed(address, code, url, [{ source: where, saw: code }]);
  },
});

function failed(address: string, code: string, url: URL, evidence: readonly Evidence[]): Outcome {
  const known = knownCode(code, 'connection');
  // On its own host the gateway has tried the other one of ::1 and 127.0.0.1, or nothing listens there.
  const isOwnHost = code === 'ECONNREFUSED' && isLoopback(hostOf(url));
  return fail(`no connection to ${address}: ${known?.means ?? 'it failed'} (${code})`, evidence, {
    modes: isOwnHost ? [30] : (known?.modes ?? []),
    affects: ['every push'],
    fix: {
      kind: 'manual',
      text: `let the gateway reach ${address}: ${known?.fix ?? 'check that the receiver runs'}`,
    },
  });
}
