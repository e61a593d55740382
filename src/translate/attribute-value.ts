import type { AttributeMap, AttributeValue } from './types.ts';

/**
 * An attribute value as the text of a label, as Go's OpenTelemetry libraries write it: doubles as JavaScript does,
 * bytes in base64, arrays and maps as JSON with sorted keys, and nothing where JSON has no word for a part.
 */
export function labelText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return doubleText(value);
  if (value instanceof Uint8Array) return base64(value);
  if (isDouble(value)) return doubleText(value.double);
  try {
    return json(value);
  } catch (error) {
    if (error instanceof NotInJson) return '';
    throw error;
  }
}

/** By code points, which is the order of UTF-8 bytes that Go sorts in; UTF-16 order differs past U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const bothSurrogate = isSurrogate(left) === isSurrogate(right);
    return bothSurrogate ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

class NotInJson extends Error {}

function json(value: AttributeValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return finite(value);
  if (value instanceof Uint8Array) return `"${base64(value)}"`;
  if (isDouble(value)) return finite(value.double);
  if (isMap(value)) {
    const keys = [...value.keys()].toSorted(byCodePoint);
    return `{${keys.map((key) => `${quoted(key)}:${json(value.get(key) ?? null)}`).join(',')}}`;
  }
  return `[${value.map(json).join(',')}]`;
}

/** Go escapes what HTML and JavaScript sources could trip over. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new NotInJson();
  return doubleText(value);
}

function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function isDouble(value: object): value is { readonly double: number } {
  return 'double' in value;
}

function isMap(value: AttributeMap | readonly AttributeValue[]): value is AttributeMap {
  return value instanceof Map;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
