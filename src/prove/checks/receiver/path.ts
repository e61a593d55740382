import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { COLLECTOR_PATH, collectorConfig } from '../../evidence/collector.ts';
import { endpointLocation, endpointSetting } from '../../evidence/config-location.ts';
import { type Exporter, exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { metricsUrl } from '../../evidence/metrics-url.ts';
import { knownFailure } from '../../../shared/failure-modes/match.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

/** The gateway pushes to the path of the receiver. */
export const receiverPath = defineCheck({
  id: 'TL503',
  link: 'receiver',
  title: "Endpoint has the receiver's path",
  proves: 'the metrics URL ends in the path at which this kind of backend receives OTLP',
  explain:
    'Each backend has its own path: /api/v1/otlp/v1/metrics in Prometheus, /opentelemetry/v1/metrics in ' +
    'VictoriaMetrics, /otlp/v1/metrics in Mimir, /v1/metrics in a collector. The response to a push to another path ' +
    'is 404 or 400, and the push is not retried.',
  severity: 'error',
  modes: [6, 37, 73],
  onlyPushed: true,
  needs: [backendIdentity, metricsUrl, 'backend'],
  uses: ['config', exporter, pushError, collectorConfig],
  dependsOn: ['TL501', 'TL506'],
  run: ({ backendIdentity: { otlpMetricsUrl, title }, metricsUrl: url, backend, ...given }) => {
    const { config, exporter, pushError: error } = given;
    const right = new URL(otlpMetricsUrl);
    const evidence: Judged = [
      { source: 'metrics URL', saw: url.pathname },
      { source: backend.url, saw: `${title} receives at ${right.pathname}` },
      ...exporterEvidence(exporter),
    ];
    if (url.pathname === right.pathname) return pass(url.pathname, evidence);
    if (given.collectorConfig && url.pathname === COLLECTOR_PATH) {
      return pass(`${url.pathname} is the collector's`, evidence);
    }
    if (exporter && exporter.accepted > 0 && !error?.status)
      return pass(`${url.pathname} is accepted there`, evidence);
    // Another server may have other paths: the path is wrong only where that server does not know it.
    if (url.host !== right.host && !knowsNoSuchPath(error)) {
      return unknown(`pushes go to ${url.host}, which may forward to ${right.host}`, evidence);
    }
    const base = `${url.origin}${right.pathname.replace(/\/v1\/metrics$/, '')}`;
    return fail(`pushes go to ${url.pathname}; ${title} receives at ${right.pathname}`, evidence, {
      ...endpointLocation(config),
      modes: modesOf(url.pathname, right.pathname),
      affects: ['every push'],
      fix: config
        ? setInConfig(config, "push to the backend's path", [endpointSetting(config, base)])
        : { kind: 'manual', text: `set diagnostics.otel.endpoint to ${base}` },
    });
  },
});

/** Paths at which receivers of other kinds listen. */
const PATHS = ['/api/v1/otlp/v1/metrics', '/otlp/v1/metrics', '/opentelemetry/v1/metrics', '/v1/metrics'];

function modesOf(path: string, right: string): readonly (6 | 37 | 73)[] {
  // An endpoint without a path becomes the path of a collector.
  if (path === '/v1/metrics') return [6, 73];
  // The right path without its beginning: the prefix of --web.route-prefix is missing.
  if (right.endsWith(path) && !PATHS.includes(right)) return [37];
  return PATHS.includes(path) ? [73] : [6];
}

/** VictoriaMetrics responds with 400 where others respond with 404. */
function knowsNoSuchPath(error: Exporter['lastError']): boolean {
  if (error?.status === 404 || error?.status === 405) return true;
  return error !== undefined && error !== null && knownFailure(error)?.id === 'path-not-found';
}
