import { effectiveEndpoint, type EffectiveEndpoint, type OtelConfig, type Signal } from '../config/index.ts';
import type { GatewayTarget } from './target.ts';

const SIGNAL_PATH = /\/v1\/(?:metrics|traces|logs)$/i;

/**
 * The URL that a signal is pushed to by the settings of the configuration, and by OTEL_EXPORTER_OTLP_ENDPOINT where it
 * names no endpoint, as the gateway of this release makes it. Variables for one signal are left out.
 */
export function endpointOf(
  target: GatewayTarget | undefined,
  otel: OtelConfig,
  signal: Signal,
  env: Readonly<Record<string, string | undefined>>,
): EffectiveEndpoint {
  const rules = target?.product === 'openclaw' ? target.release.facts.endpointRules : undefined;
  const simple = effectiveEndpoint(otel, signal, env);
  if (rules === undefined || !simple.ok || simple.from.endsWith('.metricsEndpoint')) return simple;
  const written = (otel.endpoint ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').trim();
  return { ...simple, url: rules === 'shared' ? appended(written, signal) : replaced(written, signal) };
}

/** OpenClaw 2026.2 appends to the text: the path is added to the query, where there is one. */
function appended(written: string, signal: Signal): string {
  const base = written.replace(/\/+$/, '');
  const [path = ''] = base.split(/[?#]/, 1);
  return new URL(SIGNAL_PATH.test(path) ? base : `${base}/v1/${signal}`).href;
}

/** OpenClaw 2026.9 replaces the path of another signal, and keeps the query behind the path. */
function replaced(written: string, signal: Signal): string {
  const url = new URL(written);
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(SIGNAL_PATH, '')}/v1/${signal}`;
  return url.href;
}
