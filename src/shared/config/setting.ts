import { isDeepStrictEqual } from 'node:util';
import JSON5 from 'json5';
import { EditError, locateJson, locateYaml, type Path, type Place, setJson, setYaml } from '../edit/index.ts';
import { parseText } from './parse.ts';

/** Where the value at a path stands in the text of a configuration, JSON5 or YAML; undefined where it does not. */
export function locateSetting(text: string, path: Path): Place | undefined {
  return isJson(text) ? locateJson(text, path) : locateYaml(text, path);
}

/**
 * Sets the value at a path of a configuration, JSON5 or YAML, and leaves every other character as it was.
 *
 * @throws {EditError} where that cannot be done by position
 */
export function changeSetting(text: string, path: Path, value: unknown): string {
  // An edit is made on lines that end alike; a text with both kinds of line ends keeps them.
  const windows = text.includes('\r\n') && !/(?<!\r)\n/.test(text);
  const plain = windows ? text.replaceAll('\r\n', '\n') : text;
  const changed = isJson(plain) ? setJson(plain, path, value) : setYaml(plain, path, value);
  // What was made by position must mean what was asked for, and nothing else.
  if (!isDeepStrictEqual(valueOf(changed), withValue(valueOf(plain), path, value))) {
    throw new EditError(`${path.join('.')} cannot be changed without touching something else`);
  }
  return windows ? changed.replaceAll('\n', '\r\n') : changed;
}

/** The same choice as that of the parser. */
function isJson(text: string): boolean {
  try {
    JSON5.parse(text);
    return true;
  } catch {
    return false;
  }
}

function valueOf(text: string): unknown {
  const parsed = parseText(text);
  if (!parsed.ok) throw new EditError(`the text ${parsed.message}`);
  return parsed.value;
}

function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const inner = isRecord(root) ? root[step] : undefined;
  const changed = withValue(inner, rest, value);
  if (Array.isArray(root)) return root.with(Number(step), changed);
  return { ...(isRecord(root) ? root : {}), [step]: changed };
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
