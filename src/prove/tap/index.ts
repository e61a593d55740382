export { startTap, type Tap } from './start.ts';
