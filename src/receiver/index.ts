export { DEFAULT_SETTINGS } from './settings.ts';
export { startReceiver } from './start.ts';
export type { Receiver, ReceiverOptions } from './start.ts';
