import {
  encodeRequest,
  type Metric,
  pushMetrics,
  type ResourceMetrics,
  TEMPORALITY,
} from '../../src/shared/otlp/index.ts';
import type { Attributes, World, WorldMetric } from './world.ts';

const STEP_MS = 30_000;
const STEPS = 20;

/** Pushes ten minutes of each world, up to now. */
export async function pushWorlds(otlpMetricsUrl: string, all: readonly World[], now: number): Promise<void> {
  for (let step = STEPS; step >= 0; step -= 1) {
    const at = now - step * STEP_MS;
    const resourceMetrics = all.flatMap((world) => resourcesOf(world, at, STEPS - step));
    const body = encodeRequest({ resourceMetrics });
    const { status, text } = await pushMetrics({ url: otlpMetricsUrl, body, timeoutMs: 30_000 });
    if (status !== 200) throw new Error(`the push was rejected, ${status}: ${text}`);
  }
}

function resourcesOf(
  { service, namespace, instance, pods, metrics }: World,
  at: number,
  step: number,
): ResourceMetrics[] {
  return Array.from({ length: pods }, (_, pod): ResourceMetrics => {
    // The second pod sends one metric only: two of the same series would be rejected.
    const own =
      pod === 0 ? metrics.filter(({ isIdle }) => !isIdle).map((one) => metricOf(one, at, step)) : [];
    const extra = gauge(`${service}.pod${pod}`, at);
    const attributes = {
      'service.name': service,
      ...(namespace === undefined ? {} : { 'service.namespace': namespace }),
      ...(instance === undefined ? {} : { 'service.instance.id': instance }),
      ...(pods > 1 ? { 'k8s.pod.name': `pod-${pod}` } : {}),
    };
    return {
      resource: { attributes: keyValues(attributes), droppedAttributesCount: 0 },
      scopeMetrics: [{ metrics: [...own, extra], schemaUrl: '' }],
      schemaUrl: '',
    };
  });
}

function gauge(name: string, at: number): Metric {
  const point = { ...pointOf({}, at), asDouble: 1, exemplars: [] };
  return { name, unit: '', description: '', metadata: [], gauge: { dataPoints: [point] } };
}

function metricOf({ name, kind, unit, series, bounds }: WorldMetric, at: number, step: number): Metric {
  const base = { name, unit, description: '', metadata: [] };
  const aggregationTemporality = TEMPORALITY.cumulative;
  const points = series.map((attributes, index) => ({
    ...pointOf(attributes, at),
    total: (index + 1) * step,
  }));
  const exemplars: never[] = [];
  switch (kind) {
    case 'gauge':
      return {
        ...base,
        gauge: {
          dataPoints: points.map(({ total, ...point }) => ({ ...point, asDouble: total % 7, exemplars })),
        },
      };
    case 'counter':
    case 'updown':
      return {
        ...base,
        sum: {
          dataPoints: points.map(({ total, ...point }) => ({ ...point, asDouble: total, exemplars })),
          aggregationTemporality,
          isMonotonic: kind === 'counter',
        },
      };
    case 'histogram':
      return {
        ...base,
        histogram: {
          aggregationTemporality,
          dataPoints: points.map(({ total, ...point }) => ({
            ...point,
            count: BigInt(total * (bounds.length + 1)),
            sum: total,
            bucketCounts: [BigInt(total), ...bounds.map(() => BigInt(total))],
            explicitBounds: [...bounds],
            exemplars,
          })),
        },
      };
    case 'exponentialHistogram':
      return {
        ...base,
        exponentialHistogram: {
          aggregationTemporality,
          dataPoints: points.map(({ total, ...point }) => ({
            ...point,
            count: BigInt(2 * total),
            sum: total,
            scale: 1,
            zeroCount: 0n,
            zeroThreshold: 0,
            positive: { offset: 0, bucketCounts: [BigInt(total), BigInt(total)] },
            exemplars,
          })),
        },
      };
    case 'summary':
      return {
        ...base,
        summary: {
          dataPoints: points.map(({ total, ...point }) => ({
            ...point,
            count: BigInt(total),
            sum: total,
            quantileValues: [{ quantile: 0.5, value: total }],
          })),
        },
      };
  }
}

function pointOf(attributes: Attributes, at: number) {
  return {
    attributes: keyValues(attributes),
    startTimeUnixNano: BigInt(at - 3_600_000) * 1_000_000n,
    timeUnixNano: BigInt(at) * 1_000_000n,
    flags: 0,
  };
}

function keyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Attributes[string]) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return typeof value === 'bigint' ? { intValue: value } : { doubleValue: value };
}
