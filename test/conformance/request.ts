import {
  type AnyValue,
  encodeRequest,
  type InstrumentationScope,
  type KeyValue,
  type Metric,
  TEMPORALITY,
} from '../../src/shared/otlp/index.ts';
import type {
  AttributeMap,
  AttributeValue,
  MetricScope,
  MetricShape,
} from '../../src/prove/translate/index.ts';

/** A push of one metric with one data point. @param now Unix milliseconds */
export function requestFor(metric: MetricShape, now: number): Uint8Array {
  return requestForAll([metric], now);
}

/**
 * A push of metrics in this order, with one data point each, all at one time. The value, count and sum of a point is the
 * position of its metric, counted from 1. Neighbours with the same resource and scope are sent as one group.
 */
export function requestForAll(metrics: readonly MetricShape[], now: number): Uint8Array {
  const resourceMetrics: ResourceMetrics[] = [];
  for (const [at, metric] of metrics.entries()) {
    const before = metrics[at - 1];
    const group = resourceMetrics.at(-1);
    const encoded = metricOf(metric, now, at + 1);
    if (group && before?.resource === metric.resource && before.scope === metric.scope) {
      group.scopeMetrics[0]?.metrics.push(encoded);
      continue;
    }
    const { resource, scope } = metric;
    resourceMetrics.push({
      resource: { attributes: keyValues(resource), droppedAttributesCount: 0 },
      scopeMetrics: [
        {
          ...(scope ? { scope: scopeOf(scope) } : {}),
          metrics: [encoded],
          schemaUrl: scope?.schemaUrl ?? '',
        },
      ],
      schemaUrl: '',
    });
  }
  return encodeRequest({ resourceMetrics });
}

interface ResourceMetrics {
  readonly resource: { readonly attributes: KeyValue[]; readonly droppedAttributesCount: number };
  readonly scopeMetrics: [
    { readonly scope?: InstrumentationScope; readonly metrics: Metric[]; readonly schemaUrl: string },
  ];
  readonly schemaUrl: string;
}

/** Like exporters, without empty fields: VictoriaMetrics distinguishes absent fields from empty ones. */
function scopeOf({ name, version, attributes }: MetricScope): InstrumentationScope {
  const scope = {
    ...(name === '' ? {} : { name }),
    ...(version === '' ? {} : { version }),
    attributes: keyValues(attributes),
    droppedAttributesCount: 0,
  };
  return scope as InstrumentationScope;
}

function metricOf(
  { name, unit, kind, temporality = 'cumulative', attributes }: MetricShape,
  now: number,
  value: number,
): Metric {
  const aggregationTemporality = TEMPORALITY[temporality];
  const point = {
    attributes: keyValues(attributes),
    startTimeUnixNano: BigInt(now - 1_000) * 1_000_000n,
    timeUnixNano: BigInt(now) * 1_000_000n,
    flags: 0,
  };
  const number = { ...point, asDouble: value, exemplars: [] };
  const count = BigInt(value);
  // As SDKs send it that leave out empty fields.
  const base = { name, ...(unit === '' ? {} : { unit }), description: '', metadata: [] } as unknown as Metric;
  switch (kind) {
    case 'gauge':
      return { ...base, gauge: { dataPoints: [number] } };
    case 'counter':
    case 'updown':
      return {
        ...base,
        sum: { dataPoints: [number], aggregationTemporality, isMonotonic: kind === 'counter' },
      };
    case 'histogram': {
      const shape = { count, sum: value, bucketCounts: [0n, count], explicitBounds: [1], exemplars: [] };
      return { ...base, histogram: { dataPoints: [{ ...point, ...shape }], aggregationTemporality } };
    }
    case 'exponentialHistogram': {
      const positive = { offset: 0, bucketCounts: [count] };
      const shape = { count, sum: value, scale: 1, zeroCount: 0n, positive, zeroThreshold: 0, exemplars: [] };
      return {
        ...base,
        exponentialHistogram: { dataPoints: [{ ...point, ...shape }], aggregationTemporality },
      };
    }
    case 'summary': {
      const quantileValues = [{ quantile: 0.5, value }];
      return { ...base, summary: { dataPoints: [{ ...point, count, sum: value, quantileValues }] } };
    }
  }
}

function keyValues(attributes: AttributeMap): KeyValue[] {
  return [...attributes].map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): AnyValue {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: BigInt(value) } : { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (isList(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (value instanceof Map) return { kvlistValue: { values: keyValues(value) } };
  return { doubleValue: (value as { double: number }).double };
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
