import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { knownCode } from '../../../shared/failure-modes/match.ts';
import { gatewayVantage } from '../../evidence/gateway-vantage.ts';
import { hostOf, metricsUrl } from '../../evidence/metrics-url.ts';

/** The endpoint's name resolves for the gateway. */
export const networkNameResolves = defineCheck({
  id: 'TL401',
  link: 'network',
  title: "Endpoint's name resolves",
  proves: 'the host of the metrics URL resolves for the gateway',
  explain:
    'For a name that does not resolve the exporter has the error ENOTFOUND or EAI_AGAIN. In Kubernetes: does the ' +
    "Service exist, is the namespace in its name right, and does the pod's egress policy allow port 53 to kube-system? " +
    "Judged by the gateway's own exporter, or by resolving here where the gateway runs here.",
  severity: 'error',
  modes: [26],
  onlyPushed: true,
  needs: [gatewayVantage, metricsUrl],
  uses: [exporter, pushError],
  dependsOn: ['TL405', 'TL411'],
  run: async ({ gatewayVantage: { where, network }, metricsUrl: url, exporter, pushError: error }) => {
    const host = hostOf(url);
    const known = knownCode(error?.code, 'name');
    if (known) {
      return fail(`${host} does not resolve for the gateway (${error?.code})`, exporterEvidence(exporter), {
        affects: ['every push'],
        fix: { kind: 'manual', text: known.fix },
      });
    }
    if (exporter && (error || exporter.accepted > 0)) {
      return pass(`${host} resolves: the exporter connected, or failed later`, exporterEvidence(exporter));
    }
    if (!network) {
      return unknown(`not tried: ${where}, so what ${host} resolves to here proves nothing`);
    }
    const resolved = await network.resolve(host);
    if ('addresses' in resolved)
      return pass(`${host} resolves`, [{ source: where, saw: resolved.addresses.join(', ') }]);
    return fail(`${host} does not resolve (${resolved.code})`, [{ source: where, saw: resolved.code }], {
      fix: {
        kind: 'manual',
        text: knownCode(resolved.code, 'name')?.fix ?? 'correct the host of the endpoint',
      },
    });
  },
});
