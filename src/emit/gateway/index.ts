export { type RunningGateway, startGateway } from './gateway.ts';
export { createLog, LOG_LEVELS, type LogLevel } from './log.ts';
export { LogTap } from './log-tap.ts';
export { Redactor } from './secrets.ts';
export { StartError } from './start-error.ts';
