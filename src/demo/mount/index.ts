export { mountConfigMap, type Mount } from './mount.ts';
export { projectConfigMap } from './project.ts';
