import { isDeepStrictEqual } from 'node:util';
import JSON5 from 'json5';
import { EditError, locateJson, locateYaml, type Path, type Place, setJson, setYaml } from '../edit/index.ts';
import { parseText } from './parse.ts';

/** The position of the value at a path in a configuration, JSON5 or YAML; undefined where there is no such value. */
export function locateSetting(text: string, path: Path): Place | undefined {
  return isJson(text) ? locateJson(text, path) : locateYaml(text, path);
}

/**
 * Sets the value at a path of a configuration, JSON5 or YAML, and keeps every other character.
 *
 * @throws {EditError} where that cannot be done by position
 */
export function changeSetting(text: string, path: Path, value: unknown): string {
  // Edits need one kind of line end; a text with both kinds keeps them.
  const windows = text.includes('\r\n') && !/(?<!\r)\n/.test(text);
  const plain = windows ? text.replaceAll('\r\n', '\n') : text;
  const changed = isJson(plain) ? setJson(plain, path, value) : setYaml(plain, path, value);
  // The edit by position must have changed this value and no other.
  if (!isDeepStrictEqual(valueOf(changed), withValue(valueOf(plain), path, value))) {
    throw new EditError(`${path.join('.')} cannot be changed without touching something else`);
  }
  return windows ? changed.replaceAll('\n', '\r\n') : changed;
}

/** The same choice as the parser makes. */
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
  const inner = isContainer(root) ? root[step] : undefined;
  const changed = withValue(inner, rest, value);
  if (Array.isArray(root)) return root.with(Number(step), changed);
  return { ...(isContainer(root) ? root : {}), [step]: changed };
}

/** An object or an array. */
function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
