import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, warn } from '../../engine/outcome.ts';
import { firstSet, processEnvironment, variableEvidence } from '../../evidence/environment-variable.ts';
import { exporter, exporterEvidence, isAccepted, pushError } from '../../evidence/exporter.ts';
import { hostOf, metricsUrl, portOf } from '../../evidence/metrics-url.ts';
import { isExempt } from '../../evidence/no-proxy.ts';

/** No proxy is between the gateway and a receiver inside the cluster. */
export const networkProxy = defineCheck({
  id: 'TL407',
  link: 'network',
  title: 'Pushes bypass the proxy',
  proves: 'the proxy variables of the gateway exclude the receiver, or pushes are accepted anyway',
  explain:
    'HTTP_PROXY and HTTPS_PROXY send requests through a proxy, which usually cannot reach a Service of the cluster: it ' +
    'responds with 403, 502 or 503, or not at all. NO_PROXY names the hosts that are reached directly, by name, by suffix ' +
    '(.svc) or by address range. A process need not use these variables: Node does with ' +
    'NODE_USE_ENV_PROXY=1.',
  severity: 'error',
  modes: [29],
  onlyPushed: true,
  needs: [processEnvironment, metricsUrl],
  uses: [exporter, pushError],
  run: ({ processEnvironment: seen, metricsUrl: url, exporter, pushError: error }) => {
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
    const evidence: Judged = [
      variableEvidence(seen, proxy.name),
      variableEvidence(seen, exempt?.name ?? 'NO_PROXY'),
      ...exporterEvidence(exporter),
    ];
    if (isExempt(host, portOf(url), exempt?.value ?? '')) return pass(`NO_PROXY excludes ${host}`, evidence);
    if (exporter && isAccepted(exporter)) return pass('pushes are accepted anyway', evidence);
    const message = `${proxy.name} is set, and NO_PROXY does not exclude ${host}`;
    const details = {
      affects: ['every push, where the process uses the variable'],
      fix: {
        kind: 'manual',
        text: `add ${host} to NO_PROXY in the gateway's environment: NO_PROXY=${[exempt?.value, host].filter(Boolean).join(',')}`,
      },
    } as const;
    return error ? fail(`${message}; pushes fail`, evidence, details) : warn(message, evidence, details);
  },
});
