export { collectorConfigs, collectorConfigsIn, readNamedCollector } from './among-manifests.ts';
export { parseCollectorConfig, readCollectorConfig } from './config.ts';
export type { CollectorConfig } from './shape.ts';
export { readCollectorCounts, type CollectorCount } from './metrics.ts';
export { collectorListeners, otlpHttpEndpoint } from './otlp-receiver.ts';
export { chained } from './chain.ts';
export { componentType } from './component-type.ts';
export {
  collectorExporter,
  type CollectorExporter,
  type PrometheusNaming,
  type ResourceLabels,
} from './exporters.ts';
export { metricFilter, type NameMatch } from './filter-processor.ts';
export {
  attributesProcessor,
  cumulativeToDelta,
  deltaToRate,
  groupedKeys,
  metricStatements,
  metricsTransforms,
  type AttributeAction,
  type ConversionSelection,
  type MetricMatch,
  type MetricsTransform,
  type StatementGroup,
} from './processors.ts';
export { openVariables } from './variables.ts';
