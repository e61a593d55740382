export type { ManifestObject, ManifestProblem } from './documents.ts';
export { gatewayConfigs } from './gateway-config.ts';
export { podEnvironment } from './pod-environment.ts';
export { readManifests, type ManifestSet } from './read.ts';
export type { Workload } from './workloads.ts';
