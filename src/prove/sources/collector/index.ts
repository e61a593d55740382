export { collectorConfigs } from './among-manifests.ts';
export { parseCollectorConfig, readCollectorConfig, type CollectorConfig } from './config.ts';
export { readCollectorCounts, type CollectorCount } from './metrics.ts';
