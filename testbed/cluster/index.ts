export type { ApplicableObject } from './apply.ts';
export { startCluster, type RunningCluster } from './start.ts';
