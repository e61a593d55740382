import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, gotThrough, pushError } from '../../evidence/exporter.ts';
import { gatewayVantage } from '../../evidence/gateway-vantage.ts';
import { hostOf, metricsUrl, portOf, urlEvidence } from '../../evidence/metrics-url.ts';
import { knownCode } from '../../../shared/failure-modes/match.ts';

const HANDSHAKE_TIMEOUT_MS = 3_000;

/** The endpoint's certificate is one that the gateway trusts. */
export const networkTlsHandshake = defineCheck({
  id: 'TL413',
  link: 'network',
  title: 'TLS handshake succeeds',
  proves: 'the receiver speaks TLS where the endpoint begins with https, and its certificate is trusted',
  explain:
    'Before the first byte of a push the certificate is verified: its dates, its name against the host of the ' +
    'endpoint, and its issuer. A private authority has to be known to the process that pushes, in ' +
    "NODE_EXTRA_CA_CERTS; what a browser or curl trusts does not help. Judged by the gateway's own exporter, or by a " +
    'handshake from here where the gateway runs here.',
  severity: 'error',
  modes: [31],
  onlyPushed: true,
  needs: [gatewayVantage, metricsUrl],
  uses: [exporter, pushError],
  dependsOn: ['TL402'],
  run: async ({ gatewayVantage: { where, network }, metricsUrl: url, exporter, pushError: error }) => {
    if (error?.code && knownCode(error.code, 'tls')) {
      return failed(url, error.code, exporterEvidence(exporter));
    }
    if (url.protocol === 'http:')
      return skip('the endpoint begins with http: there is no handshake', [urlEvidence(url)]);
    if (exporter && gotThrough(exporter)) {
      return pass('the exporter got a response by TLS', exporterEvidence(exporter));
    }
    if (!network) {
      return unknown(`not tried: ${where}, which may trust other authorities than the gateway`);
    }
    const code = await network.handshake(hostOf(url), portOf(url), HANDSHAKE_TIMEOUT_MS);
    if (code === undefined) return pass('the handshake succeeded', [{ source: where, saw: 'trusted' }]);
    return knownCode(code, 'tls')
      ? failed(url, code, [{ source: where, saw: code }])
      : unknown(`the handshake did not complete (${code})`);
  },
});

function failed(url: URL, code: string, evidence: readonly Evidence[]): Outcome<never> {
  const problem = knownCode(code, 'tls');
  return fail(`TLS with ${url.host} fails: ${problem?.means} (${code})`, evidence, {
    affects: ['every push'],
    fix: { kind: 'manual', text: problem?.fix ?? '' },
  });
}
