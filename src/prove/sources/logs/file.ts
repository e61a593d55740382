import { withoutControls } from '../../../shared/text/control-characters.ts';
import { readTextFile } from '../config-file.ts';
import { type LogLine, parseLine } from './line.ts';

/** Older lines do not describe the present. */
const MOST_LINES = 20_000;

/** Reads the newest lines of a log file. @throws {SourceFileError} */
export function readLogFile(path: string): LogLine[] {
  return readLogText(path, readTextFile(path));
}

/** @param options `timestamped`: each line begins with its time and a space, as the kubelet writes it */
export function readLogText(
  source: string,
  text: string,
  { timestamped = false }: { readonly timestamped?: boolean } = {},
): LogLine[] {
  const lines = text
    .split('\n')
    .map((line) => (timestamped ? withTime(line) : { text: line, at: undefined }))
    .map(({ text, at }) => ({ text: withoutControls(text), at }))
    .filter((line) => line.text.trim() !== '');
  return withoutTraces(lines.slice(-MOST_LINES)).map((line) => parseLine(source, line.text, line.at));
}

interface WrittenLine {
  readonly text: string;
  /** Unix milliseconds; undefined where the line itself may say it. */
  readonly at: number | undefined;
}

function withTime(line: string): WrittenLine {
  const [time = ''] = line.split(' ', 1);
  const at = Date.parse(time);
  return Number.isNaN(at) ? { text: line, at: undefined } : { text: line.slice(time.length + 1), at };
}

/** A frame of a Java stack trace, or the note about frames that are left out. */
const FRAME = /^\s+(?:at [\w$.]|\.\.\. \d+ more)/;
/** The exception that a logger of Java writes below its message, and its causes. */
const EXCEPTION = /^\s*(?:(?:Caused by|Suppressed): )?(?:[a-z]\w*\.)+[A-Z][\w$]*(?:Exception|Error)\b/;

/** What Node.js writes below an error of a module that is not found; a logger may add its fields to the last line. */
const REQUIRE_STACK = /^(?:Require stack:$|- \/|- [A-Z]:\\)/;

/** Appends the exceptions of a stack trace to the line that they belong to: only they say what went wrong. */
function withoutTraces(lines: readonly WrittenLine[]): WrittenLine[] {
  const entries: { text: string; at: number | undefined }[] = [];
  for (const { text, at } of lines) {
    const last = entries.at(-1);
    if (!last) entries.push({ text, at });
    else if (REQUIRE_STACK.test(text)) last.text += ` ${text}`;
    else if (EXCEPTION.test(text)) last.text += `: ${text.trim()}`;
    else if (!FRAME.test(text)) entries.push({ text, at });
  }
  return entries;
}
