import { readTextFile } from '../config-file.ts';
import { type LogLine, parseLine } from './line.ts';

/** Older lines do not describe the present. */
const MOST_LINES = 20_000;

/** Reads the newest lines of a log file. @throws {SourceFileError} */
export function readLogFile(path: string): LogLine[] {
  const lines = readTextFile(path).split(/\r?\n/).filter(Boolean);
  return lines.slice(-MOST_LINES).map((line) => parseLine(path, line));
}
