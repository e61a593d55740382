import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { PeriodicExportingMetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Recorder } from '../recorder.ts';
import type { ExporterStatus } from '../../../shared/protocol/status.ts';
import { RecorderProducer } from './producer.ts';
import { openPushPath, type PushOptions } from './push-path.ts';

export interface MetricExportOptions extends Omit<PushOptions, 'identity'> {
  readonly recorder: Recorder;
  /** Push the exporter's own metrics, too: `diagnostics.otel.sdkMetrics`. Default: true. */
  readonly sdkMetrics?: boolean;
}

export interface MetricExport {
  status(): ExporterStatus;
  /** Pushes what is recorded, and stops; never waits longer than the time-out. */
  stop(): Promise<void>;
}

/**
 * Starts pushing the recorder's metrics: the official periodic reader and OTLP exporter, fed by the recorder.
 * OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE has no effect: the recorder's totals are cumulative.
 */
export function startMetricExport({
  recorder,
  sdkMetrics = true,
  ...options
}: MetricExportOptions): MetricExport {
  const { intervalMs } = options;
  const own = sdkMetrics ? recorder.exporterMetrics : null;
  own?.begin(options.url);
  const path = openPushPath<ResourceMetrics>({
    ...options,
    identity: recorder.identity,
    signal: 'metrics',
    create: (config) => new OTLPMetricExporter(config),
    readPartial: (body) => {
      const partial = ProtobufMetricsSerializer.deserializeResponse(body).partialSuccess;
      return partial
        ? { rejected: partial.rejectedDataPoints ?? 0, message: partial.errorMessage ?? '' }
        : null;
    },
    ...(own && { onPush: (pushed) => own.push(pointsIn(pushed)) }),
    onOutcome: ({ scopeMetrics }, outcome) => producer.batchOf(scopeMetrics)?.settle(outcome),
  });
  const producer = new RecorderProducer(recorder, path.resource, intervalMs, own);
  const reader = new PeriodicExportingMetricReader({
    exporter: path.exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: intervalMs,
  });
  reader.setMetricProducer(producer);
  return {
    status: () => ({ ...path.status(), sdkMetrics }),
    stop: () => {
      producer.end();
      return path.close(() => reader.shutdown());
    },
  };
}

function pointsIn({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}
