/**
 * A metric of the exporter about itself, by OpenTelemetry's semantic conventions for SDK metrics:
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
export interface SdkMetric {
  readonly name: string;
  readonly kind: 'counter' | 'updown' | 'histogram';
  /** UCUM. */
  readonly unit: string;
  readonly description: string;
  /** Attributes of every data point. */
  readonly attributes: readonly string[];
  /** Attributes that only some data points have. */
  readonly optionalAttributes: readonly string[];
}

const OF_EXPORTER = ['otel.component.name', 'otel.component.type', 'server.address', 'server.port'] as const;

/** The counter whose samples show that pushes are stored, and how many data points were rejected, by `error.type`. */
export const EXPORTED_POINTS = {
  name: 'otel.sdk.exporter.metric_data_point.exported',
  kind: 'counter',
  unit: '{data_point}',
  description: 'Data points of pushes that have ended, accepted or not',
  attributes: OF_EXPORTER,
  optionalAttributes: ['error.type'],
} as const satisfies SdkMetric;

/** The exporter's own health. None of them is of the 18 metrics, and no ledger counts them. */
export const SDK_METRICS = [
  EXPORTED_POINTS,
  {
    name: 'otel.sdk.exporter.metric_data_point.inflight',
    kind: 'updown',
    unit: '{data_point}',
    description: 'Data points of pushes that have not ended',
    attributes: OF_EXPORTER,
    optionalAttributes: [],
  },
  {
    name: 'otel.sdk.exporter.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of a push, its retries included',
    attributes: OF_EXPORTER,
    optionalAttributes: ['error.type', 'http.response.status_code'],
  },
  {
    name: 'otel.sdk.metric_reader.collection.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of collecting all metrics for a push',
    attributes: ['otel.component.name', 'otel.component.type'],
    optionalAttributes: [],
  },
] as const satisfies readonly SdkMetric[];

export type SdkMetricName = (typeof SDK_METRICS)[number]['name'];

/** Their instrumentation scope. */
export const SDK_METER_NAME = 'throughline.exporter';
