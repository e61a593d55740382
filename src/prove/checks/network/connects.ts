import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Outcome, pass, unknown } from '../../engine/outcome.ts';
import { hostOf, metricsUrlOf, portOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf, gotThrough } from '../../evidence/exporter.ts';
import { knownCode } from '../../failure-modes/match.ts';
import { CONNECT_TIMEOUT_MS, isSlowAnswer } from '../../evidence/slow-response.ts';

/** A connection to the endpoint can be made from where the gateway stands. */
export const networkConnects = defineCheck({
  id: 'TL402',
  link: 'network',
  title: 'Endpoint takes connections',
  proves: "host and port of the metrics URL take a TCP connection, seen from the gateway's place",
  explain:
    'Refused: nothing listens on that address and port, or only on localhost. A time-out: usually a NetworkPolicy, ' +
    "egress on the gateway's side or ingress on the receiver's, or a Service without endpoints. Cut: a mesh that asks " +
    "for mTLS, or a server that speaks another protocol on that port. Judged by the gateway's own exporter, or by " +
    "connecting here where this is the gateway's place.",
  severity: 'error',
  modes: [24, 25, 27, 28, 30, 33],
  needs: ['vantage'],
  uses: ['config', 'gateway'],
  // Those tell why; a connection only shows that.
  dependsOn: ['TL401', 'TL403', 'TL404', 'TL406', 'TL410', 'TL412', 'TL414', 'TL408', 'TL409'],
  run: async ({ vantage, config, gateway }) => {
    const exporter = await exporterOf(gateway);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const address = `${hostOf(url)}:${portOf(url)}`;
    const error = exporter && currentError(exporter);
    if (await isSlowAnswer(vantage, url, exporter)) {
      return pass(`${address} takes connections; its answer comes too late`, [
        { source: await vantage.describe(), saw: 'connected' },
      ]);
    }
    if (exporter && error && knownCode(error.code, 'connection')) {
      return failed(address, error.code ?? '', url, exporterEvidence(exporter));
    }
    if (exporter && gotThrough(exporter)) {
      return pass(`${address} takes connections: the exporter got an answer`, exporterEvidence(exporter));
    }
    const where = await vantage.describe();
    if (!(await vantage.isGatewayVantage())) {
      return unknown(`not asked: ${where}, so a connection from here to ${address} proves nothing`);
    }
    const code = await vantage.connect(hostOf(url), portOf(url), CONNECT_TIMEOUT_MS);
    if (code === undefined)
      return pass(`${address} takes connections`, [{ source: where, saw: 'connected' }]);
    return failed(address, code, url, [{ source: where, saw: code }]);
  },
});

function failed(address: string, code: string, url: URL, evidence: readonly Evidence[]): Outcome {
  const known = knownCode(code, 'connection');
  // On its own host a gateway that is refused has tried the other of ::1 and 127.0.0.1, or nothing runs there.
  const isOwnHost = code === 'ECONNREFUSED' && /^(?:localhost|127\.|::1)/.test(hostOf(url));
  return fail(`no connection to ${address}: ${known?.means ?? 'it failed'} (${code})`, evidence, {
    modes: isOwnHost ? [30] : (known?.modes ?? []),
    affects: ['every push'],
    fix: {
      kind: 'manual',
      text: `let the gateway reach ${address}: ${known?.fix ?? 'check that the receiver runs'}`,
    },
  });
}
