export { type ReaderQuery, type Readers, readReaders } from './readers.ts';
