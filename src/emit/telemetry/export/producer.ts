import { ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { METER_NAME, SDK_METER_NAME } from '../../../shared/catalog/index.ts';
import type { Batch, BatchMetric, OwnMetric, Point } from '../batch.ts';
import type { ExporterMetrics, OwnRows } from '../exporter-metrics.ts';
import type { Recorder } from '../recorder.ts';
import { hrTime } from './hr-time.ts';

/** Passes the recorder's batches to the official reader. */
export class RecorderProducer implements MetricProducer {
  readonly #recorder: Recorder;
  readonly #resource: Resource;
  readonly #intervalMs: number;
  readonly #own: ExporterMetrics | null;
  #isEnding = false;
  /** The reader copies what it collects, but passes the scopes on unchanged. */
  readonly #batches = new WeakMap<ScopeMetrics, Batch>();

  /** @param own the exporter's own metrics; null where they are not pushed */
  constructor(recorder: Recorder, resource: Resource, intervalMs: number, own: ExporterMetrics | null) {
    this.#recorder = recorder;
    this.#resource = resource;
    this.#intervalMs = intervalMs;
    this.#own = own;
  }

  collect(): Promise<CollectionResult> {
    const startedAt = performance.now();
    const batch = this.#recorder.collect(this.#intervalMs, this.#ownRows());
    const scopeMetrics: ScopeMetrics[] = batch ? scopesOf(batch) : [];
    for (const scope of scopeMetrics) if (batch) this.#batches.set(scope, batch);
    this.#own?.collected(performance.now() - startedAt);
    return Promise.resolve({ resourceMetrics: { resource: this.#resource, scopeMetrics }, errors: [] });
  }

  /** The next batch is the last one. An idle gateway has none: nothing is lost, and nothing waits for a receiver that is down. */
  end(): void {
    this.#isEnding = true;
  }

  #ownRows(): readonly OwnRows[] {
    return this.#own === null || (this.#isEnding && this.#recorder.isIdle) ? [] : this.#own.rows();
  }

  /** The batch that was collected as this. */
  batchOf(scopeMetrics: readonly ScopeMetrics[]): Batch | undefined {
    return scopeMetrics[0] && this.#batches.get(scopeMetrics[0]);
  }
}

function scopesOf({ metrics, own }: Batch): ScopeMetrics[] {
  const scopes = [
    { scope: { name: METER_NAME }, metrics: metrics.map(toMetricData) },
    { scope: { name: SDK_METER_NAME }, metrics: own.map(toMetricData) },
  ];
  return scopes.filter((scope) => scope.metrics.length > 0);
}

function toMetricData({ definition, points }: BatchMetric | OwnMetric): MetricData {
  const { name, description, unit, kind } = definition;
  const common = {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: points.map(toDataPoint),
  };
  return (
    kind === 'histogram'
      ? { ...common, dataPointType: DataPointType.HISTOGRAM }
      : { ...common, dataPointType: DataPointType.SUM, isMonotonic: kind === 'counter' }
  ) as MetricData;
}

function toDataPoint({ attributes, startMs, timeMs, value }: Point<unknown>) {
  return { attributes, startTime: hrTime(startMs), endTime: hrTime(timeMs), value };
}
