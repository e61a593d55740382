export { mountConfigMap, type Mount } from './mount.ts';
export { ConfigMapError, projectConfigMap } from './project.ts';
