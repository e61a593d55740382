import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  stringify,
  type YAMLMap,
} from 'yaml';
import { EditError, type Path, type Place } from './json.ts';
import { lineEnd, lineStart } from './lines.ts';
import { QUIET } from '../text/yaml-options.ts';

type Pair = YAMLMap['items'][number];

/**
 * Finds the value at a path of a YAML document.
 *
 * @returns undefined where there is no such value
 */
export function locateYaml(text: string, path: Path): Place | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...QUIET, lineCounter: lines });
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  const range = isNode(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1], line: lines.linePos(range[0]).line } : undefined;
}

/**
 * Sets the value at a path of a YAML document and keeps every other character: comments, order, quotes, indentation.
 * Missing maps on the path are created, in the style of their surroundings.
 *
 * @throws {EditError} where it is written in a way that cannot be changed by position, such as through an alias
 */
export function setYaml(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text, QUIET);
  if (document.errors.length > 0) throw new EditError('the text is not YAML');
  const name = path.join('.');
  let parent: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    if (!isMap(parent)) throw new EditError(`${path.slice(0, depth).join('.') || 'the top level'} is no map`);
    const rest = path.slice(depth + 1);
    const nested = rest.reduceRight<unknown>((built, key) => ({ [key]: built }), value);
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    if (!pair) return insertPair(text, parent, String(step), nested);
    const empty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
    if (rest.length === 0 || empty) return replaceValue(text, pair, nested, name);
    parent = pair.value;
  }
  throw new EditError('a document as a whole is not replaced');
}

function replaceValue(text: string, { key, value }: Pair, wanted: unknown, name: string): string {
  const keyRange = isNode(key) ? key.range : undefined;
  const range = isNode(value) ? value.range : undefined;
  if (!keyRange || !range)
    throw new EditError(`${name} is written in a way that cannot be changed by position`);
  const [start, end] = range;
  const old = text.slice(start, end);
  if (isSeq(value) && !value.flow && Array.isArray(wanted))
    return replaceItems(text, value.items, wanted, name);
  // A value over several lines has comments and indentation that would be lost.
  if (old.includes('\n')) throw new EditError(`${name} is written over several lines`);
  if (old !== '') return text.slice(0, start) + inStyleOf(value, wanted) + text.slice(end);
  const colon = text.indexOf(':', keyRange[1]) + 1;
  return `${text.slice(0, colon)} ${flow(wanted)}${text.slice(colon)}`;
}

/** Kept items keep their lines, removed items lose theirs, and new ones follow the last kept item. */
function replaceItems(
  text: string,
  items: readonly unknown[],
  wanted: readonly unknown[],
  name: string,
): string {
  const left = [...wanted];
  const kept = items.map((item) => {
    const at = isScalar(item) ? left.indexOf(item.value) : -1;
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  const last = items[kept.lastIndexOf(true)];
  if (!isScalar(last) || !last.range) throw new EditError(`${name} keeps none of its items`);
  const lines = items.map((item) => {
    const range = isNode(item) ? item.range : undefined;
    const from = lineStart(text, range?.[0] ?? 0);
    const line = text.slice(from, lineEnd(text, range?.[1] ?? 0));
    if (!range || !/^\s*- /.test(line)) throw new EditError(`${name} has an item that shares its line`);
    return { from, line };
  });
  return lines.reduceRight((edited, { from, line }, index) => {
    const before = edited.slice(0, from);
    const after = edited.slice(from + line.length);
    if (!kept[index]) return before + after;
    if (items[index] !== last) return edited;
    const indent = /^\s*- /.exec(line)?.[0] ?? '';
    const added = left.map((item) => `${indent}${flow(item)}\n`).join('');
    return before + (added === '' || line.endsWith('\n') ? line : `${line}\n`) + added + after;
  }, text);
}

function insertPair(text: string, parent: YAMLMap, key: string, value: unknown): string {
  const last = parent.items.at(-1);
  if (!parent.range) throw new EditError('the map around it has no position');
  if (parent.flow) {
    const pair = flow({ [key]: value }).slice(2, -2);
    const end = last && endOf(last);
    if (end !== undefined) return `${text.slice(0, end)}, ${pair}${text.slice(end)}`;
    const [start, close] = parent.range;
    if (text.slice(start, close).includes('\n')) throw new EditError('the braces around it are empty');
    return `${text.slice(0, start)}{ ${pair} }${text.slice(close)}`;
  }
  const first = parent.items[0]?.key;
  const from = isNode(first) ? first.range?.[0] : undefined;
  const end = last && endOf(last);
  if (from === undefined || end === undefined) throw new EditError('the map around it is empty');
  const indent = text.slice(lineStart(text, from), from);
  if (!/^ *$/.test(indent)) throw new EditError('the map around it does not begin on a separate line');
  const at = text[end - 1] === '\n' ? end : lineEnd(text, end);
  const block = stringify({ [key]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `${indent}${line}\n`)
    .join('');
  const before = text.slice(0, at);
  return before.endsWith('\n') || at < text.length
    ? before + block + text.slice(at)
    : `${before}\n${block.slice(0, -1)}`;
}

/** Where a pair ends: its last character, without the comments and blank lines after it. */
function endOf({ key, value }: Pair): number | undefined {
  if (isMap(value) && !value.flow && value.items.length > 0) return endOf(value.items.at(-1) as Pair);
  if (isSeq(value) && !value.flow && value.items.length > 0) {
    const item = value.items.at(-1);
    return isMap(item) ? endOf(item.items.at(-1) as Pair) : isNode(item) ? item.range?.[1] : undefined;
  }
  const node = isNode(value) && value.range ? value : key;
  return isNode(node) ? node.range?.[1] : undefined;
}

/** A string keeps its quotes. */
function inStyleOf(old: unknown, value: unknown): string {
  if (typeof value !== 'string' || !isScalar(old)) return flow(value);
  if (old.type === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
  return old.type === Scalar.QUOTE_SINGLE ? `'${value.replaceAll("'", "''")}'` : flow(value);
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}
