import { type DestinationStream, pino } from 'pino';
import type { Log } from './context.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The gateway's log: one JSON object a line, `msg` for people.
 *
 * @param redact removes secrets from each whole line
 */
export function createLog(
  level: LogLevel,
  redact: (line: string) => string,
  destination?: DestinationStream,
): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redact },
  };
  return destination ? pino(options, destination) : pino(options);
}
