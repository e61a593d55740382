import { withoutControls } from '../../../shared/text/control-characters.ts';
import { readTextFile } from '../config-file.ts';
import { type LogLine, parseLine } from './line.ts';

/** Older lines do not describe the present. */
const MOST_LINES = 20_000;

/** Reads the newest lines of a log file. @throws {SourceFileError} */
export function readLogFile(path: string): LogLine[] {
  return readLogText(path, readTextFile(path));
}

export function readLogText(source: string, text: string): LogLine[] {
  const lines = text
    .split('\n')
    .map((line) => withoutControls(line))
    .filter((line) => line.trim() !== '');
  return withoutTraces(lines.slice(-MOST_LINES)).map((line) => parseLine(source, line));
}

/** A frame of a Java stack trace, or the note about frames that are left out. */
const FRAME = /^\s+(?:at [\w$.]|\.\.\. \d+ more)/;
/** The exception that a logger of Java writes below its message, and its causes. */
const EXCEPTION = /^\s*(?:(?:Caused by|Suppressed): )?(?:[a-z]\w*\.)+[A-Z][\w$]*(?:Exception|Error)\b/;

/** What Node.js writes below an error of a module that is not found; a logger may add its fields to the last line. */
const REQUIRE_STACK = /^(?:Require stack:$|- \/|- [A-Z]:\\)/;

/** Appends the exceptions of a stack trace to the line that they belong to: only they say what went wrong. */
function withoutTraces(lines: readonly string[]): string[] {
  const entries: string[] = [];
  for (const line of lines) {
    const last = entries.length - 1;
    if (last < 0) entries.push(line);
    else if (REQUIRE_STACK.test(line)) entries[last] += ` ${line}`;
    else if (EXCEPTION.test(line)) entries[last] += `: ${line.trim()}`;
    else if (!FRAME.test(line)) entries.push(line);
  }
  return entries;
}
