export { readImage } from './archive.ts';
export type { BuiltImage } from './cached.ts';
export { buildProductImage, whyNoImageBuild } from './product.ts';
export { buildServerImage } from './server.ts';
