export { takeDown } from './down.ts';
export { ClusterError } from './error.ts';
export { clusterFolder, type ClusterFolder } from './folder.ts';
export { ARGOCD_NEEDS, type MachineProgram, missingForNode, thisHost } from './needs.ts';
export { NODE_PROGRAM_IDS } from './programs.ts';
export { openNode, type RunningNode } from './running.ts';
export { type ClusterStatus, statusOf } from './status.ts';
export { bringUp } from './up.ts';
