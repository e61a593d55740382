export type { Matcher } from './matcher.ts';
export { QueryError } from './query-error.ts';
export { isVariable, type QueryReading, type QuerySelector, readQuery } from './read.ts';
