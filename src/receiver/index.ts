export { formatAddress, parseAddress } from './address.ts';
export type { Address } from './address.ts';
export { DEFAULT_SETTINGS } from './settings.ts';
export { startReceiver } from './start.ts';
export type { Receiver, ReceiverOptions } from './start.ts';
