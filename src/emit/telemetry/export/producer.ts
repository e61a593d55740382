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
import { METER_NAME } from '../../../shared/catalog/index.ts';
import type { Batch, BatchMetric, Point } from '../batch.ts';
import type { Recorder } from '../recorder.ts';
import { hrTime } from './hr-time.ts';

/** Passes the recorder's batches to the official reader. */
export class RecorderProducer implements MetricProducer {
  readonly #recorder: Recorder;
  readonly #resource: Resource;
  readonly #intervalMs: number;
  /** The reader copies what it collects, but passes the scopes on unchanged. */
  readonly #batches = new WeakMap<ScopeMetrics, Batch>();

  constructor(recorder: Recorder, resource: Resource, intervalMs: number) {
    this.#recorder = recorder;
    this.#resource = resource;
    this.#intervalMs = intervalMs;
  }

  collect(): Promise<CollectionResult> {
    const batch = this.#recorder.collect(this.#intervalMs);
    const scopeMetrics: ScopeMetrics[] = [];
    if (batch) {
      const metrics = { scope: { name: METER_NAME }, metrics: batch.metrics.map(toMetricData) };
      this.#batches.set(metrics, batch);
      scopeMetrics.push(metrics);
    }
    return Promise.resolve({ resourceMetrics: { resource: this.#resource, scopeMetrics }, errors: [] });
  }

  /** The batch that was collected as this. */
  batchOf(scopeMetrics: readonly ScopeMetrics[]): Batch | undefined {
    return scopeMetrics[0] && this.#batches.get(scopeMetrics[0]);
  }
}

function toMetricData({ definition, points }: BatchMetric): MetricData {
  const { name, description, unit, kind } = definition;
  const common = {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPoints: points.map(toDataPoint),
  };
  return (
    kind === 'counter'
      ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true }
      : { ...common, dataPointType: DataPointType.HISTOGRAM }
  ) as MetricData;
}

function toDataPoint({ attributes, startMs, timeMs, value }: Point<unknown>) {
  return { attributes, startTime: hrTime(startMs), endTime: hrTime(timeMs), value };
}
