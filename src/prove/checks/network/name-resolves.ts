import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { hostOf, metricsUrlOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';

const NAME_ERRORS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);

/** The endpoint's name resolves where the gateway stands. */
export const networkNameResolves = defineCheck({
  id: 'TL401',
  link: 'network',
  title: "Endpoint's name resolves",
  proves: "the host of the metrics URL resolves, seen from the gateway's place",
  explain:
    'A name that does not resolve shows as ENOTFOUND or EAI_AGAIN in the exporter. In Kubernetes: is the Service ' +
    "there, is the namespace in its name right, and does the pod's egress policy allow port 53 to kube-system? It is " +
    "judged by the gateway's own exporter, or by resolving here where this is the gateway's place.",
  severity: 'error',
  modes: [26],
  needs: ['vantage'],
  uses: ['config', 'gateway'],
  dependsOn: ['TL405', 'TL411'],
  run: async ({ vantage, config, gateway }) => {
    const exporter = await exporterOf(gateway);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const host = hostOf(url);
    const error = exporter && currentError(exporter);
    if (exporter && error?.code && NAME_ERRORS.has(error.code)) {
      return fail(
        `${host} does not resolve where the gateway stands (${error.code})`,
        exporterEvidence(exporter),
        {
          affects: ['every push'],
          fix: {
            kind: 'manual',
            text: `correct the host in diagnostics.otel.endpoint, or let the pod ask its name server (port 53)`,
          },
        },
      );
    }
    if (exporter && (error || exporter.accepted > 0)) {
      return pass(`${host} resolves: the exporter got further`, exporterEvidence(exporter));
    }
    const where = await vantage.describe();
    if (!(await vantage.isGatewayVantage())) {
      return unknown(`not asked: ${where}, so what ${host} resolves to here proves nothing`);
    }
    const resolved = await vantage.resolve(host);
    if ('addresses' in resolved)
      return pass(`${host} resolves`, [{ source: where, saw: resolved.addresses.join(', ') }]);
    return fail(`${host} does not resolve (${resolved.code})`, [{ source: where, saw: resolved.code }], {
      fix: { kind: 'manual', text: 'correct the host in diagnostics.otel.endpoint' },
    });
  },
});
