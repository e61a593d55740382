export { type Dashboard, describeDashboard } from './described.ts';
export { type ReaderQuery, type Readers, readReaders } from './readers.ts';
