import type { Environment } from '../config/index.ts';

const SHOWN = /^(?:OTEL_.*|(?:HTTPS?|ALL|NO)_PROXY)$/i;

/** Variables whose values hold no credential and decide whether telemetry works. */
const HARMLESS = new Set([
  'NO_PROXY',
  'OTEL_SDK_DISABLED',
  'OTEL_METRICS_EXPORTER',
  'OTEL_TRACES_EXPORTER',
  'OTEL_LOGS_EXPORTER',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'OTEL_SERVICE_NAME',
  'OTEL_LOG_LEVEL',
]);

/** The variables that bear on telemetry, by name; the value only where it is harmless, else null. */
export function environmentView(env: Environment): Record<string, string | null> {
  const view: Record<string, string | null> = {};
  for (const name of Object.keys(env).toSorted()) {
    const value = env[name];
    if (value === undefined || !SHOWN.test(name)) continue;
    view[name] = HARMLESS.has(name.toUpperCase()) ? value : null;
  }
  return view;
}
