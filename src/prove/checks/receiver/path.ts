import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { COLLECTOR_PATH } from '../../evidence/collector.ts';
import { metricsUrlOf } from '../../evidence/metrics-url.ts';
import { currentError, type Exporter, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';
import { ENDPOINT, locate } from '../../evidence/config-location.ts';
import { setInConfig } from '../../fix/set-in-config.ts';
import { knownFailure } from '../../failure-modes/match.ts';

/** The path that is pushed to is the receiver's own. */
export const receiverPath = defineCheck({
  id: 'TL503',
  link: 'receiver',
  title: "Path is the receiver's own",
  proves: 'the metrics URL ends in the path at which this kind of backend receives OTLP',
  explain:
    'Each backend has a path of its own: /api/v1/otlp/v1/metrics in Prometheus, /opentelemetry/v1/metrics in ' +
    'VictoriaMetrics, /otlp/v1/metrics in Mimir, /v1/metrics in a collector. A push to another is answered 404 or ' +
    '400, and no retry follows.',
  severity: 'error',
  modes: [6, 37, 73],
  needs: ['backend'],
  uses: ['config', 'gateway', 'collector'],
  dependsOn: ['TL501', 'TL506'],
  run: async ({ backend, config, gateway, collector }) => {
    const [identity, exporter] = await Promise.all([backend.identity(), exporterOf(gateway)]);
    const url = metricsUrlOf(exporter, config);
    if (!identity.ok || !url) return unknown(identity.ok ? 'the metrics URL is not known' : identity.error);
    const right = new URL(identity.value.otlpMetricsUrl);
    const evidence = [
      { source: 'metrics URL', saw: url.pathname },
      { source: backend.url, saw: `${identity.value.title} receives at ${right.pathname}` },
      ...exporterEvidence(exporter),
    ];
    if (url.pathname === right.pathname) return pass(url.pathname, evidence);
    if (collector?.config && url.pathname === COLLECTOR_PATH) {
      return pass(`${url.pathname} is the collector's`, evidence);
    }
    const refused = exporter && currentError(exporter)?.status;
    if (exporter && !refused && exporter.accepted > 0)
      return pass(`${url.pathname} is accepted there`, evidence);
    // Another server may have other paths; only where it knows of none there, this one is wrong.
    if (url.host !== right.host && !knowsNoSuchPath(exporter)) {
      return unknown(`pushes go to ${url.host}, which may stand before ${right.host}`, evidence);
    }
    const base = `${url.origin}${right.pathname.replace(/\/v1\/metrics$/, '')}`;
    return fail(
      `pushes go to ${url.pathname}; ${identity.value.title} receives at ${right.pathname}`,
      evidence,
      {
        ...(config ? { location: locate(config, ENDPOINT) } : {}),
        modes: modesOf(url.pathname, right.pathname),
        affects: ['every push'],
        fix: config
          ? setInConfig(config, "push to the backend's own path", [[ENDPOINT, base]])
          : { kind: 'manual', text: `set diagnostics.otel.endpoint to ${base}` },
      },
    );
  },
});

/** Paths at which receivers of other kinds listen. */
const PATHS = ['/api/v1/otlp/v1/metrics', '/otlp/v1/metrics', '/opentelemetry/v1/metrics', '/v1/metrics'];

function modesOf(path: string, right: string): readonly number[] {
  // The host alone makes the path of a collector.
  if (path === '/v1/metrics') return [6, 73];
  // Lacking nothing but what comes first, it lacks the prefix of --web.route-prefix, if there is one.
  if (right.endsWith(path) && !PATHS.includes(right)) return [37];
  return PATHS.includes(path) ? [73] : [6];
}

/** VictoriaMetrics answers 400 where others answer 404. */
function knowsNoSuchPath(exporter: Exporter | undefined): boolean {
  const error = exporter && currentError(exporter);
  if (error?.status === 404 || error?.status === 405) return true;
  return error !== undefined && error !== null && knownFailure(error)?.id === 'path-not-found';
}
