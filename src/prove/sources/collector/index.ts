export { collectorConfigs, collectorConfigsIn } from './among-manifests.ts';
export { parseCollectorConfig, readCollectorConfig, type CollectorConfig } from './config.ts';
export { readCollectorCounts, type CollectorCount } from './metrics.ts';
export { metricFilter, type NameMatch } from './filter-processor.ts';
export { collectorListeners, otlpHttpEndpoint } from './otlp-receiver.ts';
