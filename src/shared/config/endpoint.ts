import type { Environment } from './environment.ts';
import type { OtelConfig } from './schema.ts';

export type Signal = 'metrics' | 'traces' | 'logs';

export type EffectiveEndpoint =
  | { readonly ok: true; readonly url: string; /** Setting that it comes from. */ readonly from: string }
  | { readonly ok: false; readonly problem: string };

/**
 * The URL that a signal is pushed to: for metrics the exact metricsEndpoint; else the config's endpoint, else OTEL_EXPORTER_OTLP_ENDPOINT. Slashes at the end are
 * removed, and `/v1/<signal>` is appended, except where the path ends with a signal's path already.
 */
export function effectiveEndpoint(otel: OtelConfig, signal: Signal, env: Environment): EffectiveEndpoint {
  const isExact = signal === 'metrics' && Boolean(otel.metricsEndpoint);
  const [value, from] = isExact
    ? [otel.metricsEndpoint ?? '', 'diagnostics.otel.metricsEndpoint']
    : otel.endpoint
      ? [otel.endpoint, 'diagnostics.otel.endpoint']
      : [env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (value === '') {
    return {
      ok: false,
      problem: 'no endpoint: set diagnostics.otel.endpoint, or OTEL_EXPORTER_OTLP_ENDPOINT',
    };
  }
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { ok: false, problem: `${from} is not a URL; write it as http://host:port/path` };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { ok: false, problem: `${from} has the scheme "${url.protocol}"; http: or https: is spoken` };
  }
  if (isExact) return { ok: true, url: url.href, from };
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = /\/v1\/(?:metrics|traces|logs)$/.test(path) ? path : `${path}/v1/${signal}`;
  return { ok: true, url: url.href, from };
}
