export { readLogFile } from './file.ts';
export type { LogLine } from './line.ts';
export { LokiError, queryLoki } from './loki.ts';
export { type LogOwner, otherSubject } from './origin.ts';
