export { type AttributeKey, ATTRIBUTES } from './attributes.ts';
export {
  EXPORTED_POINTS,
  SDK_METER_NAME,
  SDK_METRICS,
  type SdkMetric,
  type SdkMetricName,
} from './sdk-metrics.ts';
export {
  CATALOGUE,
  METER_NAME,
  type CounterDefinition,
  type HistogramDefinition,
  type MetricDefinition,
  type MetricName,
} from './metrics.ts';
