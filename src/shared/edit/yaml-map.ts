import { isDeepStrictEqual } from 'node:util';
import { isMap, parseAllDocuments } from 'yaml';
import type { Path } from './json.ts';
import { contentsOf, insertBehind, printed, valueAt } from './yaml-list.ts';
import { QUIET } from '../text/yaml-options.ts';

/**
 * Adds an entry to the end of a map in a YAML stream and keeps every other character. A missing map is created
 * where the map around it exists.
 *
 * @param document index of the document in the stream, from 0
 * @returns undefined where it is not written in block style, or the key is there already
 */
export function addToYamlMap(
  text: string,
  document: number,
  path: Path,
  key: string,
  value: string,
): string | undefined {
  const contents = parseAllDocuments(text, QUIET)[document];
  if (!contents || !('getIn' in contents)) return undefined;
  const map = contents.getIn(path, true);
  const parent = contents.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  const entry = { [key]: value };
  let changed: string | undefined;
  if (isMap(map)) changed = map.flow || map.has(key) ? undefined : insertBehind(text, map, printed(entry));
  else if (map === undefined && isMap(parent) && !parent.flow && typeof name === 'string')
    changed = insertBehind(text, parent, printed({ [name]: entry }));
  if (changed === undefined) return undefined;
  // The edit by position must have added this entry and nothing else.
  const [before, after] = [contentsOf(text), contentsOf(changed)];
  const had = valueAt(before[document], path);
  const expected = { ...(typeof had === 'object' ? had : {}), ...entry };
  return isDeepStrictEqual(valueAt(after[document], path), expected) && before.length === after.length
    ? changed
    : undefined;
}
