import { parse, type AnyNode, type MemberNode, type ObjectNode, type ValueNode } from '@humanwhocodes/momoa';
import { isRecord } from '../text/is-record.ts';
import { lineStart } from './lines.ts';

/** Keys of objects and indexes of arrays, from the root. */
export type Path = readonly (string | number)[];

/** A range of text: offsets in UTF-16 units, `line` from 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/**
 * Finds the value at a path in JSON or JSON5.
 *
 * @returns undefined where there is no such value, or the text does not parse
 */
export function locateJson(text: string, path: Path): Place | undefined {
  const root = parseRoot(text);
  const node = root && descend(root, path);
  return node && placeOf(node);
}

/**
 * Sets the value at a path in JSON or JSON5 and keeps every other character: comments, order, quotes, indentation.
 * Missing objects on the path are created. New members have the style of their neighbours.
 *
 * @throws {EditError} where the text does not parse, or the path leads through a value that is no object
 */
export function setJson(text: string, path: Path, value: unknown): string {
  const root = parseRoot(text);
  if (!root) throw new EditError('the text is not JSON or JSON5');
  const existing = descend(root, path);
  const style = styleOf(text, root);
  if (existing) {
    const place = placeOf(existing);
    const printed = print(value, style, indentOfLine(text, place.start));
    return text.slice(0, place.start) + printed + text.slice(place.end);
  }
  const { parent, rest } = deepestObject(root, path);
  const [key, ...inner] = rest;
  if (typeof key !== 'string') throw new EditError(`cannot set ${path.join('.')}: no such array element`);
  const nested = inner.reduceRight<unknown>((built, name) => ({ [name]: built }), value);
  return insertMember(text, parent, key, nested, style);
}

/** An edit that cannot be made by position; the message says why. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

interface Style {
  readonly indent: string;
  readonly quoteKeys: boolean;
  readonly quote: string;
}

function parseRoot(text: string): ValueNode | undefined {
  try {
    return parse(text, { mode: 'json5', ranges: true }).body;
  } catch {
    return undefined;
  }
}

function descend(root: ValueNode, path: Path): ValueNode | undefined {
  let node: ValueNode | undefined = root;
  for (const step of path) {
    if (node?.type === 'Object') node = memberOf(node, step)?.value;
    else if (node?.type === 'Array' && typeof step === 'number') node = node.elements[step]?.value;
    else return undefined;
  }
  return node;
}

function deepestObject(root: ValueNode, path: Path): { parent: ObjectNode; rest: Path } {
  for (let length = path.length - 1; length >= 0; length--) {
    const node = descend(root, path.slice(0, length));
    if (node?.type === 'Object') return { parent: node, rest: path.slice(length) };
    if (node) throw new EditError(`${path.slice(0, length).join('.')} is not an object`);
  }
  throw new EditError('the top level is not an object');
}

function memberOf(object: ObjectNode, key: string | number): MemberNode | undefined {
  // The last of two equal keys is the one that counts.
  return object.members.findLast((member) => keyOf(member) === String(key));
}

function keyOf(member: MemberNode): string {
  return member.name.type === 'Identifier' ? member.name.name : member.name.value;
}

function placeOf(node: AnyNode): Place {
  const { start, end } = node.loc;
  return { start: start.offset, end: end.offset, line: start.line };
}

function insertMember(text: string, parent: ObjectNode, key: string, value: unknown, style: Style): string {
  const last = parent.members.at(-1);
  const open = placeOf(parent);
  if (!last) {
    const outer = indentOfLine(text, open.start);
    const inner = outer + style.indent;
    const body = `\n${inner}${printKey(key, style)}: ${print(value, style, inner)}\n${outer}`;
    // Only blanks or comments are inside the braces; they stay where they are.
    const between = text.slice(open.start + 1, open.end - 1);
    const kept = between.trim() === '' ? '' : between.trimEnd();
    return text.slice(0, open.start + 1) + kept + body + text.slice(open.end - 1);
  }
  const lastPlace = placeOf(last);
  const after = text.slice(lastPlace.end, open.end - 1);
  const comma = commaAfter(after);
  const sameLine = !text.slice(open.start, open.end).includes('\n');
  if (sameLine) {
    const member = `${printKey(key, style)}: ${printFlat(value, style)}`;
    const insertion = comma === undefined ? `, ${member}` : ` ${member},`;
    const at = lastPlace.end + (comma ?? 0);
    return text.slice(0, at) + insertion + text.slice(at);
  }
  const inner = indentOfLine(text, lastPlace.start);
  const flat = parent.members.length > 0 && parent.members.every((member) => isFlatObject(text, member));
  const printed = flat ? printFlat(value, style) : print(value, style, inner);
  const member = `\n${inner}${printKey(key, style)}: ${printed}`;
  if (comma === undefined) {
    // The new member goes behind a comment that ends the last member's line.
    const lineEnd = lastPlace.end + (/^[^\n]*/.exec(after)?.[0].trimEnd().length ?? 0);
    return `${text.slice(0, lastPlace.end)},${text.slice(lastPlace.end, lineEnd)}${member}${text.slice(lineEnd)}`;
  }
  const rest = after.slice(comma);
  const at = lastPlace.end + comma + (/^[^\n]*/.exec(rest)?.[0].trimEnd().length ?? 0);
  return `${text.slice(0, at)}${member},${text.slice(at)}`;
}

/** Offset just behind the comma that follows a member, comments skipped; undefined where none does. */
function commaAfter(after: string): number | undefined {
  const match = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*,/.exec(after);
  return match ? match[0].length : undefined;
}

function isFlatObject(text: string, member: MemberNode): boolean {
  const place = placeOf(member.value);
  return member.value.type === 'Object' && !text.slice(place.start, place.end).includes('\n');
}

function styleOf(text: string, root: ValueNode): Style {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const first = root.type === 'Object' ? root.members[0]?.name : undefined;
  const quoteKeys = first?.type !== 'Identifier';
  const quote = first?.type === 'String' ? (text[placeOf(first).start] ?? '"') : '"';
  return { indent, quoteKeys, quote };
}

function indentOfLine(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

function printKey(key: string, style: Style): string {
  if (!style.quoteKeys && /^[A-Za-z_$][\w$]*$/.test(key)) return key;
  return style.quote + JSON.stringify(key).slice(1, -1) + style.quote;
}

function print(value: unknown, style: Style, indent: string): string {
  if (!isRecord(value)) return printFlat(value, style);
  const inner = indent + style.indent;
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${printKey(key, style)}: ${print(item, style, inner)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

function printFlat(value: unknown, style: Style): string {
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${printKey(key, style)}: ${printFlat(item, style)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
