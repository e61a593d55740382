import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { hostOf, metricsUrlOf, portOf } from '../../evidence/metrics-url.ts';
import { firstSet, NO_ENVIRONMENT, variableEvidence } from '../../evidence/environment-variable.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';
import { isExempt } from '../../evidence/no-proxy.ts';

/** No proxy stands between the gateway and a receiver inside the cluster. */
export const networkProxy = defineCheck({
  id: 'TL407',
  link: 'network',
  title: 'No proxy stands in the way',
  proves: 'the proxy variables of the gateway leave the receiver out, or pushes get through all the same',
  explain:
    'HTTP_PROXY and HTTPS_PROXY send requests through a proxy, which mostly cannot reach a Service of the cluster: it ' +
    'answers 403, 502 or 503, or not at all. NO_PROXY names the hosts that are reached directly, by name, by suffix ' +
    '(.svc) or by address range. Whether a process heeds these variables depends on it: Node does with ' +
    'NODE_USE_ENV_PROXY=1.',
  severity: 'error',
  modes: [29],
  needs: ['environment'],
  uses: ['config', 'gateway'],
  run: async ({ environment, config, gateway }) => {
    const [seen, exporter] = await Promise.all([environment.read(), exporterOf(gateway)]);
    if (!seen) return unknown(NO_ENVIRONMENT);
    const url = metricsUrlOf(exporter, config);
    if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
    const scheme = url.protocol === 'https:' ? 'HTTPS' : 'HTTP';
    const proxy = firstSet(seen, [
      `${scheme.toLowerCase()}_proxy`,
      `${scheme}_PROXY`,
      'all_proxy',
      'ALL_PROXY',
    ]);
    if (!proxy) return pass('no proxy is set', [{ source: seen.source, saw: `${scheme}_PROXY is not set` }]);
    const exempt = firstSet(seen, ['no_proxy', 'NO_PROXY']);
    const host = hostOf(url);
    const evidence = [
      variableEvidence(seen, proxy.name),
      variableEvidence(seen, exempt?.name ?? 'NO_PROXY'),
      ...exporterEvidence(exporter),
    ];
    if (isExempt(host, portOf(url), exempt?.value ?? ''))
      return pass(`NO_PROXY leaves ${host} out`, evidence);
    if (exporter && !currentError(exporter) && exporter.accepted > 0)
      return pass('pushes get through all the same', evidence);
    const message = `${proxy.name} is set, and NO_PROXY does not leave ${host} out`;
    const details = {
      affects: ['every push, where the process heeds the variable'],
      fix: {
        kind: 'manual',
        text: `add ${host} to NO_PROXY in the gateway's environment: NO_PROXY=${[exempt?.value, host].filter(Boolean).join(',')}`,
      },
    } as const;
    return exporter && currentError(exporter)
      ? fail(`${message}; pushes fail`, evidence, details)
      : warn(message, evidence, details);
  },
});
