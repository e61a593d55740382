import {
  type AggregationTemporality,
  type ExportMetricsServiceRequest,
  type KeyValue,
  type Metric,
  type Resource,
  TEMPORALITY,
} from '../../shared/otlp/index.ts';

export type Temporality = 'cumulative' | 'delta' | 'unspecified';

/** One metric as it was on the wire. Attributes by key alone: values may be anything, secrets too. */
export interface SeenMetric {
  readonly name: string;
  readonly kind: 'sum' | 'gauge' | 'histogram' | 'exponentialHistogram' | 'summary' | 'empty';
  readonly unit: string;
  /** Null where the kind has none. */
  readonly temporality: Temporality | null;
  readonly points: number;
  readonly attributes: readonly string[];
}

/** Who sent, as the resource says it; null where it does not. */
export interface SeenService {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly instanceId: string | null;
}

/** What one push carried. */
export interface Payload {
  readonly services: readonly SeenService[];
  readonly metrics: readonly SeenMetric[];
  readonly points: number;
}

export function payloadOf({ resourceMetrics }: ExportMetricsServiceRequest): Payload {
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics.map(seen)),
  );
  return {
    services: resourceMetrics.map(({ resource }) => serviceOf(resource)),
    metrics,
    points: metrics.reduce((sum, { points }) => sum + points, 0),
  };
}

const KINDS = ['sum', 'gauge', 'histogram', 'exponentialHistogram', 'summary'] as const;

function seen(metric: Metric): SeenMetric {
  const kind = KINDS.find((candidate) => metric[candidate] !== undefined);
  const data = kind && metric[kind];
  const points = data?.dataPoints ?? [];
  return {
    name: metric.name,
    kind: kind ?? 'empty',
    unit: metric.unit,
    temporality: data && 'aggregationTemporality' in data ? temporalityOf(data.aggregationTemporality) : null,
    points: points.length,
    attributes: [...new Set(points.flatMap(({ attributes }) => attributes.map(({ key }) => key)))].toSorted(),
  };
}

function temporalityOf(value: AggregationTemporality): Temporality {
  if (value === TEMPORALITY.cumulative) return 'cumulative';
  return value === TEMPORALITY.delta ? 'delta' : 'unspecified';
}

function serviceOf(resource: Resource | undefined): SeenService {
  const text = (key: string): string | null => valueOf(resource?.attributes ?? [], key);
  return {
    name: text('service.name'),
    namespace: text('service.namespace'),
    instanceId: text('service.instance.id'),
  };
}

function valueOf(attributes: readonly KeyValue[], key: string): string | null {
  return attributes.find((attribute) => attribute.key === key)?.value?.stringValue ?? null;
}
