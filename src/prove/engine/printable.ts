import { isRecord } from '../../shared/text/is-record.ts';
import { withoutControls } from '../../shared/text/control-characters.ts';

/** A diff has to stay as the file is: with its carriage returns. */
const NOT_IN_A_DIFF = /(?![\t\n\r])\p{Cc}/gu;

/**
 * The value with all its texts free of control characters: a report quotes logs, servers and files of others, and what it
 * quotes must not act on the terminal or in the viewer of its reader.
 */
export function printable<T>(value: T): T {
  return cleaned(value, '') as T;
}

function cleaned(value: unknown, key: string): unknown {
  if (typeof value === 'string')
    return key === 'diff' ? value.replaceAll(NOT_IN_A_DIFF, '') : withoutControls(value);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, key));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, cleaned(item, name)]));
}
