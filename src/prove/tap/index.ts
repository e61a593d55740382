export { startTap, type Tap, type TapOptions } from './start.ts';
