import { canaryRequest, encodeRequest, pushMetrics, TEMPORALITY } from '../../src/otlp/index.ts';

/** One sample to push. */
export interface Pushed {
  readonly name: string;
  readonly unit?: string;
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
  { service, at = Date.now() }: { service: string | undefined; at?: number | undefined },
): Promise<void> {
  const body = requestOf(metrics, service, at);
  const { status, text } = await pushMetrics({ url: otlpMetricsUrl, body, timeoutMs: 5_000 });
  if (status !== 200) throw new Error(`the push was answered ${status}: ${text}`);
}

function requestOf(metrics: readonly Pushed[], service: string | undefined, at: number): Uint8Array {
  const timeUnixNano = BigInt(at) * 1_000_000n;
  const sent = metrics.map(({ name, unit = '', total, attributes = {} }) => {
    const point = {
      attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      startTimeUnixNano: 0n,
      timeUnixNano,
      flags: 0,
      asDouble: total ?? 1,
      exemplars: [],
    };
    const data =
      total === undefined
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
    attributes: service === undefined ? [] : [{ key: 'service.name', value: { stringValue: service } }],
    droppedAttributesCount: 0,
  };
  return encodeRequest({
    resourceMetrics: [
      { ...template, resource, scopeMetrics: [{ metrics: sent, schemaUrl: '' }], schemaUrl: '' },
    ],
  });
}
