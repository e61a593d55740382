import {
  type AggregationTemporality,
  type ExportMetricsServiceRequest,
  type KeyValue,
  type Metric,
  type Resource,
  TEMPORALITY,
} from '../../shared/otlp/index.ts';
import type { Payload, SeenMetric, SeenService, Temporality } from '../../shared/protocol/exchange.ts';

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
