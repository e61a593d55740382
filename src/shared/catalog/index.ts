export { type AttributeKey, ATTRIBUTES } from './attributes.ts';
export {
  CATALOGUE,
  METER_NAME,
  type CounterDefinition,
  type HistogramDefinition,
  type MetricDefinition,
  type MetricName,
} from './metrics.ts';
