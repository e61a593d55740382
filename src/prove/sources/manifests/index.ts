export { configMapOf } from './config-map.ts';
export { keepsField } from './custom-resource-definition.ts';
export type { ManifestObject } from './documents.ts';
export { endpointSlice, serviceOfSlice } from './endpoint-slice.ts';
export { gatewayConfigs } from './gateway-config.ts';
export { annotationsOf, lastApplied } from './metadata.ts';
export { ownerOf, runsToCompletion } from './owners.ts';
export { type PodReference, podReferences } from './pod-references.ts';
export { keysOf, makesSecret } from './secret-keys.ts';
export {
  type Monitor,
  type MonitorEndpoint,
  monitorOf,
  monitorSelection,
  type ScrapeLimits,
} from './monitor.ts';
export { peerAuthentication } from './peer-authentication.ts';
export { gatewayContainer, podEnvironment } from './pod-environment.ts';
export {
  isPrometheus,
  prometheusPrefix,
  prometheusRemoteWrites,
  RECEIVER_FIELD,
  turnsReceiverOn,
} from './prometheus-resource.ts';
export { kindOf, readManifests, type ManifestSet } from './read.ts';
export type { Workload } from './workload.ts';
export { isReadPolicy } from './policies.ts';
export { carriedBy, mayActOnPods, selectionOf, type UnreadRole, unreadRole } from './unread-kinds.ts';
export { unreadTemplate, type UnreadTemplate } from './unread-workload.ts';
