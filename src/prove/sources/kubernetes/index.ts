export { inClusterAccess, readKubeconfig, type ClusterAccess } from './kubeconfig.ts';
export {
  applicationOf,
  type ApplicationReading,
  type ArgoApplication,
  type ArgoOperation,
  readApplication,
  trackedBy,
  TRACKING_ANNOTATION,
} from './argo-application.ts';
export { type DataPath, dataOfJqPath, dataOfManagers, dataOfPointer } from './data-paths.ts';
export { afterSync } from './after-sync.ts';
export { type PodTemplateReading, readPodTemplate } from './pod-template.ts';
export { type PodLog, type PodLogRef, POD_LOG_WINDOW_MS, readPodLog } from './pod-log.ts';
export { inForce } from './in-force.ts';
export { openCluster } from './open.ts';
export { isRead, readCluster, type ClusterObjects } from './read.ts';
export { readSecretKeys, type SecretKeys } from './secret-keys.ts';
export { PROMETHEUS_CRD } from './resources.ts';
