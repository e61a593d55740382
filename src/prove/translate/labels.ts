import type { Labels } from './types.ts';

/** Label names and values under construction. */
export type LabelMap = Map<string, string>;

export function isWithinLimits(
  name: string,
  labels: ReadonlyMap<string, string>,
  added: number,
  limits: { readonly labels: number; readonly nameLength: number; readonly valueLength: number },
): boolean {
  let count = added + (name === '' ? 0 : 1);
  if (isLongerThan(name, limits.valueLength)) return false;
  for (const [label, value] of labels) {
    if (value === '' || label === '__name__') continue;
    count++;
    if (isLongerThan(label, limits.nameLength) || isLongerThan(value, limits.valueLength)) return false;
  }
  return count <= limits.labels;
}

function isLongerThan(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);
}

/** What is stored: an empty label is no label. */
export function withoutEmpty(labels: ReadonlyMap<string, string>): LabelMap {
  const stored: LabelMap = new Map();
  for (const [name, value] of labels) if (value !== '' && name !== '__name__') stored.set(name, value);
  return stored;
}

export function toRecord(labels: ReadonlyMap<string, string>): Labels {
  return Object.fromEntries([...withoutEmpty(labels)].toSorted(([a], [b]) => byCodePoint(a, b)));
}

/** By code points, which is the order of UTF-8 bytes that Go sorts in; UTF-16 order differs past U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    if (isSurrogate(left) === isSurrogate(right)) return left - right;
    return isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
