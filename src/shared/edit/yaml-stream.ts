import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { EditError, type Path } from './json.ts';
import { setYaml } from './yaml.ts';
import { contentsOf, valueAt } from './yaml-list.ts';
import { QUIET } from '../text/yaml-options.ts';

/**
 * Sets a value in one document of a YAML stream and keeps every other character.
 *
 * @param document index of the document in the stream, from 0
 * @throws {EditError} where it is written in a way that cannot be changed by position
 */
export function setYamlIn(text: string, document: number, path: Path, value: unknown): string {
  const range = parseAllDocuments(text, QUIET)[document];
  if (!range || !('range' in range) || !range.range) throw new EditError('there is no such document');
  const [start, , end] = range.range;
  const changed = text.slice(0, start) + setYaml(text.slice(start, end), path, value) + text.slice(end);
  const after = contentsOf(changed);
  const others = (contents: unknown[]): unknown[] => contents.filter((_, index) => index !== document);
  const isRight =
    isDeepStrictEqual(valueAt(after[document], path), value) &&
    isDeepStrictEqual(others(after), others(contentsOf(text)));
  if (!isRight) throw new EditError(`${path.join('.')} cannot be changed by position`);
  return changed;
}
