import { defineCheck } from '../../engine/define-check.ts';
import type { Vantage } from '../../views/vantage.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { hostOf, metricsUrlOf, portOf } from '../../evidence/metrics-url.ts';
import { currentError, exporterEvidence, exporterOf, gotThrough } from '../../evidence/exporter.ts';

const TIMEOUT_MS = 1_000;

/** localhost means the address that the receiver listens on. */
export const networkLocalhost = defineCheck({
  id: 'TL408',
  link: 'network',
  title: 'localhost is the right address',
  proves: 'an endpoint on localhost does not resolve to ::1 while the receiver listens on 127.0.0.1',
  explain:
    'Node takes addresses in the order of the resolver, and that may give ::1 for localhost. A receiver that listens ' +
    'on 127.0.0.1 only is then refused although it runs: "connect ECONNREFUSED ::1:4318". Write 127.0.0.1.',
  severity: 'error',
  modes: [30],
  needs: ['vantage'],
  uses: ['config', 'gateway'],
  run: async ({ vantage, config, gateway }) => {
    const exporter = await exporterOf(gateway);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const host = hostOf(url);
    if (host !== 'localhost') return pass(`the endpoint is on ${host}`);
    if (exporter && gotThrough(exporter))
      return pass('the exporter got an answer', exporterEvidence(exporter));
    const error = exporter && currentError(exporter);
    const here = (await vantage.isGatewayVantage()) && (await answersOnV4Only(vantage, portOf(url)));
    if (here || (error && /::1\b/.test(error.message) && !/127\.0\.0\.1/.test(error.message))) {
      return fail(
        'localhost is ::1 for the gateway, and nothing listens there',
        exporter ? exporterEvidence(exporter) : [{ source: await vantage.describe(), saw: '::1 is refused' }],
        {
          affects: ['every push'],
          fix: { kind: 'manual', text: 'write 127.0.0.1 instead of localhost in diagnostics.otel.endpoint' },
        },
      );
    }
    return unknown('whether localhost is the right address can be told in the pod of the gateway only');
  },
});

async function answersOnV4Only(vantage: Vantage, port: number): Promise<boolean> {
  const [v6, v4] = await Promise.all([
    vantage.connect('::1', port, TIMEOUT_MS),
    vantage.connect('127.0.0.1', port, TIMEOUT_MS),
  ]);
  return v6 === 'ECONNREFUSED' && v4 === undefined;
}
