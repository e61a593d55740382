export { jsonEntries } from './config-map-dashboards.ts';
export { type Dashboard, readDashboard } from './dashboard.ts';
export type { ReaderQuery } from './query.ts';
export { readReaderFile } from './reader-file.ts';
export { type Readers, readReaders } from './readers.ts';
