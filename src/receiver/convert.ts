import {
  NO_RECORDED_VALUE,
  TEMPORALITY,
  type ExportMetricsServiceRequest,
  type Metric,
  type ResourceMetrics,
} from '../shared/otlp/index.ts';
import type { MetricKind, SeriesContext, Translator } from '../prove/translate/index.ts';
import { attributeMap } from './attributes.ts';
import { partsOf, type PointPart } from './data-points.ts';
import type { IncomingSeries } from './series.ts';
import { AppendError } from './store.ts';

export interface Conversion {
  readonly series: readonly IncomingSeries[];
  /** Prometheus 3.5 stores the rest and then breaks the connection where a series has no valid name or labels. */
  readonly cut: boolean;
}

/** A conversion in progress. */
interface Draft {
  readonly series: IncomingSeries[];
  cut: boolean;
}

/**
 * What Prometheus 3.5 makes of a request before it looks at what is stored already.
 * @throws {AppendError} for a native histogram, which it has switched off
 */
export function convertRequest(request: ExportMetricsServiceRequest, translator: Translator): Conversion {
  const draft: Draft = { series: [], cut: false };
  for (const one of request.resourceMetrics) convertResource(draft, one, translator);
  return draft;
}

function convertResource(
  draft: Draft,
  { resource, scopeMetrics }: ResourceMetrics,
  translator: Translator,
): void {
  // The scope is ignored: scope labels came with 3.6.
  const context = translator.within(attributeMap(resource?.attributes ?? []));
  let newest = 0;
  for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    for (const point of pointsOf(metric)) newest = Math.max(newest, milliseconds(point.timeUnixNano));
    convertMetric(draft, metric, context, translator);
  }
  // Without a data point there is no timestamp for it.
  if (context.targetInfo === null || newest === 0) return;
  const labels = new Map([...context.targetInfo, ['__name__', 'target_info']]);
  draft.series.push({ labels, sample: { time: newest, value: 1, stale: false } });
}

function convertMetric(draft: Draft, metric: Metric, context: SeriesContext, translator: Translator): void {
  const kind = kindOf(metric);
  if (kind === undefined || !isCumulative(metric)) return;
  const name = translator.metricName(metric.name, kind, metric.unit);
  for (const point of pointsOf(metric)) {
    const labels = context.labels(attributeMap(point.attributes), { kind, unit: metric.unit });
    const time = milliseconds(point.timeUnixNano);
    const stale = (point.flags & NO_RECORDED_VALUE) !== 0;
    for (const part of partsOf(metric, point)) {
      const own = labels && labelled(labels, name + part.suffix, part, kind);
      if (own === null) draft.cut = true;
      else if (kind === 'exponentialHistogram') throw new AppendError(500, 'native histograms are disabled');
      else
        draft.series.push({ labels: own, sample: { time, value: stale ? Number.NaN : part.value, stale } });
    }
  }
}

/** Null where the series would have no name, or the same label twice. */
function labelled(
  labels: ReadonlyMap<string, string>,
  name: string,
  { own }: PointPart,
  kind: MetricKind,
): ReadonlyMap<string, string> | null {
  if (name === '') return null;
  const hasParts = kind === 'histogram' || kind === 'summary';
  if (hasParts && (labels.has('__name__') || (own !== undefined && labels.has(own[0])))) return null;
  return new Map([...labels, ...(own === undefined ? [] : [own]), ['__name__', name]]);
}

function kindOf(metric: Metric): MetricKind | undefined {
  if (metric.gauge !== undefined) return 'gauge';
  if (metric.sum !== undefined) return metric.sum.isMonotonic ? 'counter' : 'updown';
  if (metric.histogram !== undefined) return 'histogram';
  if (metric.exponentialHistogram !== undefined) return 'exponentialHistogram';
  return metric.summary === undefined ? undefined : 'summary';
}

/** Gauges and summaries have no temporality. */
function isCumulative({ sum, histogram, exponentialHistogram }: Metric): boolean {
  const data = sum ?? histogram ?? exponentialHistogram;
  return data === undefined || data.aggregationTemporality === TEMPORALITY.cumulative;
}

function pointsOf({ gauge, sum, histogram, exponentialHistogram, summary }: Metric) {
  return (gauge ?? sum ?? histogram ?? exponentialHistogram ?? summary)?.dataPoints ?? [];
}

function milliseconds(nanoseconds: bigint): number {
  return Number(BigInt.asIntN(64, nanoseconds) / 1_000_000n);
}
