import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, type Node, parseAllDocuments, stringify } from 'yaml';
import type { Path } from './json.ts';
import { lineEnd, lineStart } from './lines.ts';
import { QUIET } from '../text/yaml-options.ts';

/**
 * Adds an item to the end of a list in a YAML stream and keeps every other character. An empty or missing list is
 * created.
 *
 * @param document index of the document in the stream, from 0
 * @returns undefined where it is not written in block style, so that it cannot be changed line by line
 */
export function appendToYamlList(
  text: string,
  document: number,
  path: Path,
  item: unknown,
): string | undefined {
  const changed = insertItem(text, document, path, item);
  if (changed === undefined) return undefined;
  // The edit by position must have added this item and nothing else.
  const before = contentsOf(text);
  const after = contentsOf(changed);
  const list = valueAt(before[document], path);
  const expected = [...(Array.isArray(list) ? list : []), item];
  return isDeepStrictEqual(valueAt(after[document], path), expected) && before.length === after.length
    ? changed
    : undefined;
}

function insertItem(text: string, document: number, path: Path, item: unknown): string | undefined {
  const contents = parseAllDocuments(text, QUIET)[document];
  if (!contents || !('getIn' in contents)) return undefined;
  const list = contents.getIn(path, true);
  if (isSeq(list) && list.items.length > 0) {
    return list.flow ? undefined : insertBehind(text, list, printed([item]));
  }
  const key = path.at(-1);
  const parent = contents.getIn(path.slice(0, -1), true);
  if (!isMap(parent) || parent.flow || typeof key !== 'string') return undefined;
  if (!isSeq(list)) return insertBehind(text, parent, printed({ [key]: [item] }));
  const [start, end] = list.range ?? [];
  const indent = start === undefined ? undefined : indentAt(text, start);
  if (end === undefined || indent === undefined) return undefined;
  const block = printed([item]).map((line) => `${indent}  ${line}`);
  return `${text.slice(0, start).replace(/ +$/, '')}\n${block.join('\n')}${text.slice(end)}`;
}

/** Inserts lines after the last one of a block collection, at the same indentation. */
export function insertBehind(text: string, { range }: Node, lines: readonly string[]): string | undefined {
  if (!range) return undefined;
  const [start, end] = range;
  const indent = text.slice(lineStart(text, start), start);
  if (!/^ *$/.test(indent)) return undefined;
  const at = text[end - 1] === '\n' ? end : lineEnd(text, end);
  const before = text.slice(0, at);
  const block = lines.map((line) => `${indent}${line}\n`).join('');
  return `${before}${before.endsWith('\n') ? '' : '\n'}${block}${text.slice(at)}`;
}

function indentAt(text: string, offset: number): string {
  return /^ */.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

export function printed(value: unknown): string[] {
  return stringify(value, { indent: 2 }).trimEnd().split('\n');
}

export function contentsOf(text: string): unknown[] {
  return [...parseAllDocuments(text, QUIET)].map((document) =>
    'toJS' in document ? document.toJS() : undefined,
  );
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, step) => (typeof node === 'object' && node !== null ? Reflect.get(node, step) : undefined),
    root,
  );
}
