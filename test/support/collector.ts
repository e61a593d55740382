import { parseCollectorConfig } from '../../src/prove/sources/index.ts';
import type { CollectorCount } from '../../src/prove/sources/index.ts';
import type { CollectorView } from '../../src/prove/index.ts';

export const COLLECTOR = `receivers:
  otlp:
    protocols:
      http:
        endpoint: 0.0.0.0:4318
processors:
  memory_limiter: { check_interval: 1s, limit_mib: 200 }
exporters:
  otlphttp: { endpoint: http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp }
  debug: {}
service:
  pipelines:
    metrics:
      receivers: [otlp]
      processors: [memory_limiter]
      exporters: [otlphttp]
`;

/** A collector with this configuration, that counted so. */
export function collector(text = COLLECTOR, counts?: readonly CollectorCount[]): CollectorView {
  const config = parseCollectorConfig(text, { source: 'otel.yaml', file: 'otel.yaml', firstLine: 1 });
  return {
    config,
    url: counts && 'http://otelcol:8888',
    counts: async () =>
      counts ? { ok: true, value: counts } : { ok: false, error: '--collector-metrics URL' },
  };
}

/** An endpoint that is a collector's. */
export const TO_COLLECTOR = { endpoint: 'http://otelcol.monitoring.svc:4318/v1/metrics' };

/** A collector whose metrics pass these processors to this exporter. */
export function piped(exporter: object, processors: object = {}): CollectorView {
  const config = {
    receivers: { otlp: { protocols: { http: {} } } },
    processors,
    exporters: exporter,
    service: {
      pipelines: {
        metrics: {
          receivers: ['otlp'],
          processors: Object.keys(processors),
          exporters: Object.keys(exporter),
        },
      },
    },
  };
  return collector(JSON.stringify(config, null, 2));
}
