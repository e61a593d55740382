import {
  canaryRequest,
  encodeRequest,
  type Histogram,
  type NumberDataPoint,
  pushMetrics,
  TEMPORALITY,
} from '../../src/shared/otlp/index.ts';

/** One sample to push. */
export interface Pushed {
  readonly name: string;
  readonly unit?: string;
  /** A histogram. */
  readonly counts?: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
  /** A counter where it has a value, else a gauge of 1. */
  readonly total?: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Pushes one sample of each metric, under a service's name or without one.
 *
 * @param at Unix milliseconds. Default: now
 */
export async function push(
  otlpMetricsUrl: string,
  metrics: readonly Pushed[],
  {
    service,
    instance,
    at = Date.now(),
  }: { service: string | undefined; instance?: string; at?: number | undefined },
): Promise<void> {
  const body = requestOf(metrics, { 'service.name': service, 'service.instance.id': instance }, at);
  const { status, text } = await pushMetrics({ url: otlpMetricsUrl, body, timeoutMs: 5_000 });
  if (status !== 200) throw new Error(`the push was answered ${status}: ${text}`);
}

function requestOf(
  metrics: readonly Pushed[],
  identity: Readonly<Record<string, string | undefined>>,
  at: number,
): Uint8Array {
  const timeUnixNano = BigInt(at) * 1_000_000n;
  const sent = metrics.map(({ name, unit = '', total, counts, attributes = {} }) => {
    const point = {
      attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      startTimeUnixNano: 0n,
      timeUnixNano,
      flags: 0,
      asDouble: total ?? 1,
      exemplars: [],
    };
    const data = counts
      ? { histogram: histogramOf(point, counts) }
      : total === undefined
        ? { gauge: { dataPoints: [point] } }
        : {
            sum: {
              dataPoints: [point],
              aggregationTemporality: TEMPORALITY.cumulative,
              isMonotonic: true,
            },
          };
    return { name, description: '', unit, ...data, metadata: [] };
  });
  const [template] = canaryRequest(0, at).resourceMetrics;
  const resource = {
    attributes: Object.entries(identity).flatMap(([key, stringValue]) =>
      stringValue === undefined ? [] : [{ key, value: { stringValue } }],
    ),
    droppedAttributesCount: 0,
  };
  return encodeRequest({
    resourceMetrics: [
      { ...template, resource, scopeMetrics: [{ metrics: sent, schemaUrl: '' }], schemaUrl: '' },
    ],
  });
}

function histogramOf(
  { attributes, startTimeUnixNano, timeUnixNano, flags, exemplars }: NumberDataPoint,
  { bounds, counts }: NonNullable<Pushed['counts']>,
): Histogram {
  const point = {
    attributes,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    exemplars,
    count: BigInt(counts.reduce((sum, count) => sum + count, 0)),
    sum: 1,
    bucketCounts: counts.map(BigInt),
    explicitBounds: bounds,
  };
  return { dataPoints: [point], aggregationTemporality: TEMPORALITY.cumulative };
}
