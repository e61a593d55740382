export type { NotApplied } from './build.ts';
export { isKustomizationName } from './file.ts';
export { kustomized } from './roots.ts';
