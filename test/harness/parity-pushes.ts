import { NO_RECORDED_VALUE, TEMPORALITY } from '../../src/shared/otlp/index.ts';
import type { KeyValue, Metric, NumberDataPoint } from '../../src/shared/otlp/index.ts';

const NAMED = { description: '', metadata: [] };
const CUMULATIVE = { aggregationTemporality: TEMPORALITY.cumulative };

/** Text attributes of a data point or of a resource. */
export function attributes(values: Readonly<Record<string, string>>): KeyValue[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** The common fields of every data point; `time` in milliseconds since 1970. */
export function point(time: number, labels: Readonly<Record<string, string>> = {}, flags = 0) {
  return {
    attributes: attributes(labels),
    startTimeUnixNano: 0n,
    timeUnixNano: BigInt(time) * 1_000_000n,
    flags,
  };
}

export function number(time: number, value: number, labels: Readonly<Record<string, string>> = {}) {
  return { ...point(time, labels), asDouble: value, exemplars: [] };
}

export function ended(time: number): NumberDataPoint {
  return { ...point(time, {}, NO_RECORDED_VALUE), exemplars: [] };
}

export function gauge(name: string, ...dataPoints: NumberDataPoint[]): Metric {
  return { name, unit: '', ...NAMED, gauge: { dataPoints } };
}

export function counter(name: string, unit: string, ...dataPoints: NumberDataPoint[]): Metric {
  return { name, unit, ...NAMED, sum: { ...CUMULATIVE, isMonotonic: true, dataPoints } };
}

export function delta(name: string, ...dataPoints: NumberDataPoint[]): Metric {
  const aggregationTemporality = TEMPORALITY.delta;
  return { name, unit: '', ...NAMED, sum: { aggregationTemporality, isMonotonic: true, dataPoints } };
}

export interface HistogramShape {
  readonly bounds: readonly number[];
  readonly counts: readonly bigint[];
  readonly sum?: number;
}

export function histogram(name: string, time: number, { bounds, counts, sum }: HistogramShape): Metric {
  const count = counts.reduce((total, own) => total + own, 0n);
  const values = {
    count,
    explicitBounds: bounds,
    bucketCounts: counts,
    ...(sum === undefined ? {} : { sum }),
  };
  return {
    name,
    unit: 'ms',
    ...NAMED,
    histogram: { ...CUMULATIVE, dataPoints: [{ ...point(time, { model: 'm' }), ...values, exemplars: [] }] },
  };
}

export function exponentialHistogram(name: string, time: number): Metric {
  const positive = { offset: 0, bucketCounts: [1n] };
  const values = { count: 1n, scale: 0, zeroCount: 0n, positive, zeroThreshold: 0, exemplars: [] };
  const dataPoints = [{ ...point(time), ...values }];
  return { name, unit: '', ...NAMED, exponentialHistogram: { ...CUMULATIVE, dataPoints } };
}

export function summary(name: string, time: number): Metric {
  const quantileValues = [
    { quantile: 0.5, value: 1 },
    { quantile: 1, value: Number.NaN },
  ];
  return {
    name,
    unit: 's',
    ...NAMED,
    summary: { dataPoints: [{ ...point(time), count: 3n, sum: 4.5, quantileValues }] },
  };
}
