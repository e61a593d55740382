export { inClusterAccess, readKubeconfig, type ClusterAccess } from './kubeconfig.ts';
export { inForce } from './in-force.ts';
export { openCluster } from './open.ts';
export { readCluster, type ClusterObjects } from './read.ts';
export { PROMETHEUS_CRD } from './resources.ts';
