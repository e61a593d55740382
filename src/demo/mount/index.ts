export { mountConfigMap, type Mount, type MountOptions } from './mount.ts';
export { ConfigMapError, projectConfigMap } from './project.ts';
