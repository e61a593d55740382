/**
 * Metrics as OTLP 1 carries them, field for field: 64-bit integers are bigints, so that no nanosecond is lost.
 * A decoded message has every field that is not marked optional; absent ones hold proto3's default.
 * https://github.com/open-telemetry/opentelemetry-proto
 */
export interface ExportMetricsServiceRequest {
  readonly resourceMetrics: readonly ResourceMetrics[];
}

export interface ExportMetricsServiceResponse {
  readonly partialSuccess?: PartialSuccess;
}

export interface PartialSuccess {
  readonly rejectedDataPoints: bigint;
  readonly errorMessage: string;
}

export interface ResourceMetrics {
  readonly resource?: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
  readonly schemaUrl: string;
}

export interface Resource {
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

export interface ScopeMetrics {
  readonly scope?: InstrumentationScope;
  readonly metrics: readonly Metric[];
  readonly schemaUrl: string;
}

export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

export interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue;
}

/** One of its fields at most; none is the empty value. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: bigint;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values: readonly KeyValue[] };
  readonly bytesValue?: Uint8Array;
}

/** One of the five kinds of data at most. */
export interface Metric {
  readonly name: string;
  readonly description: string;
  /** UCUM. */
  readonly unit: string;
  readonly gauge?: Gauge;
  readonly sum?: Sum;
  readonly histogram?: Histogram;
  readonly exponentialHistogram?: ExponentialHistogram;
  readonly summary?: Summary;
  readonly metadata: readonly KeyValue[];
}

export interface Gauge {
  readonly dataPoints: readonly NumberDataPoint[];
}

export interface Sum {
  readonly dataPoints: readonly NumberDataPoint[];
  readonly aggregationTemporality: AggregationTemporality;
  readonly isMonotonic: boolean;
}

export interface Histogram {
  readonly dataPoints: readonly HistogramDataPoint[];
  readonly aggregationTemporality: AggregationTemporality;
}

export interface ExponentialHistogram {
  readonly dataPoints: readonly ExponentialHistogramDataPoint[];
  readonly aggregationTemporality: AggregationTemporality;
}

export interface Summary {
  readonly dataPoints: readonly SummaryDataPoint[];
}

/** An open enum: a newer sender may know more. */
export type AggregationTemporality = number;
export const TEMPORALITY = { unspecified: 0, delta: 1, cumulative: 2 } as const;

/** Bit of `flags`: the series ended, and the point's value means nothing. */
export const NO_RECORDED_VALUE = 1;

interface DataPoint {
  readonly attributes: readonly KeyValue[];
  /** Nanoseconds since 1970; 0 is unknown. */
  readonly startTimeUnixNano: bigint;
  /** Nanoseconds since 1970. */
  readonly timeUnixNano: bigint;
  /** See `NO_RECORDED_VALUE`. */
  readonly flags: number;
}

export interface NumberDataPoint extends DataPoint {
  readonly asDouble?: number;
  readonly asInt?: bigint;
  readonly exemplars: readonly Exemplar[];
}

export interface HistogramDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum?: number;
  /** One more than `explicitBounds`, or none; each counts its own bucket alone. */
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars: readonly Exemplar[];
  readonly min?: number;
  readonly max?: number;
}

export interface ExponentialHistogramDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly positive?: Buckets;
  readonly negative?: Buckets;
  readonly exemplars: readonly Exemplar[];
  readonly min?: number;
  readonly max?: number;
  readonly zeroThreshold: number;
}

export interface Buckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

export interface SummaryDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum: number;
  readonly quantileValues: readonly ValueAtQuantile[];
}

export interface ValueAtQuantile {
  /** From 0 to 1. */
  readonly quantile: number;
  readonly value: number;
}

export interface Exemplar {
  readonly filteredAttributes: readonly KeyValue[];
  readonly timeUnixNano: bigint;
  readonly asDouble?: number;
  readonly asInt?: bigint;
  readonly spanId: Uint8Array;
  readonly traceId: Uint8Array;
}
