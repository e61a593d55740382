export { type Exchange, wasAccepted } from './exchange.ts';
export type { Payload, SeenMetric, SeenService, Temporality } from './payload.ts';
export { startTap, type Tap, TAP_PATH, type TapOptions } from './start.ts';
