import type {
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  Metric,
  NumberDataPoint,
  SummaryDataPoint,
} from '../shared/otlp/index.ts';
import { plainDecimal } from '../prove/translate/index.ts';

export type DataPoint =
  | NumberDataPoint
  | HistogramDataPoint
  | ExponentialHistogramDataPoint
  | SummaryDataPoint;

/** One of the series that a data point becomes. */
export interface PointPart {
  readonly suffix: string;
  readonly value: number;
  /** The label in which it differs from the other series of the data point. */
  readonly own?: readonly ['le' | 'quantile', string];
}

export function partsOf(metric: Metric, point: DataPoint): readonly PointPart[] {
  if (metric.histogram !== undefined) return histogramParts(point as HistogramDataPoint);
  if (metric.summary !== undefined) return summaryParts(point as SummaryDataPoint);
  return [{ suffix: '', value: numberOf(point as NumberDataPoint) }];
}

function numberOf({ asDouble, asInt }: NumberDataPoint): number {
  return asDouble ?? Number(asInt ?? 0n);
}

/** An OTLP bucket counts its own values; a Prometheus bucket also counts those of all lower buckets. */
function histogramParts(point: HistogramDataPoint): PointPart[] {
  const { sum, count, explicitBounds, bucketCounts } = point;
  const parts: PointPart[] = sum === undefined ? [] : [{ suffix: '_sum', value: sum }];
  parts.push({ suffix: '_count', value: Number(count) });
  let below = 0n;
  for (const [index, bound] of explicitBounds.entries()) {
    const own = bucketCounts[index];
    if (own === undefined) break;
    below += own;
    parts.push({ suffix: '_bucket', value: Number(below), own: ['le', plainDecimal(bound)] });
  }
  parts.push({ suffix: '_bucket', value: Number(count), own: ['le', '+Inf'] });
  return parts;
}

function summaryParts({ sum, count, quantileValues }: SummaryDataPoint): PointPart[] {
  return [
    { suffix: '_sum', value: sum },
    { suffix: '_count', value: Number(count) },
    ...quantileValues.map(({ quantile, value }): PointPart => {
      return { suffix: '', value, own: ['quantile', plainDecimal(quantile)] };
    }),
  ];
}
