export { type Dashboard, describeDashboard } from './described.ts';
export type { ReaderQuery } from './query.ts';
export { type Readers, readReaders } from './readers.ts';
