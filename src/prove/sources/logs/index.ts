export { readLogFile } from './file.ts';
export type { LogLine } from './line.ts';
export { LokiError, queryLoki } from './loki.ts';
export { otherSubject } from './origin.ts';
export { senderOf } from './sender.ts';
