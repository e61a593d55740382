import { byCodePoint } from './labels.ts';
import { isDouble, isMap, type AttributeValue } from './types.ts';

/** Turns an attribute value into the value of a label. */
export type LabelText = (value: AttributeValue) => string;

/**
 * As Prometheus writes it from 3.12 on: doubles as JavaScript does, bytes in base64, arrays and maps as JSON with
 * sorted keys, and nothing where JSON cannot express a part.
 */
export const labelText: LabelText = (value) =>
  textOf(value, { notFinite: String, escaped: /[\u2028\u2029]/g });

/** The same to 3.11: more is escaped, and a double that is no number is "unsupported". */
export const labelTextTo311: LabelText = (value) =>
  textOf(value, { notFinite: unsupported, escaped: /[<>&\u2028\u2029]/g });

interface Writing {
  readonly notFinite: (value: number) => string;
  /** What Go escapes and JSON does not. */
  readonly escaped: RegExp;
}

function textOf(value: AttributeValue, writing: Writing): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return base64(value);
  if (typeof value === 'object' && !isDouble(value)) {
    return isFiniteThroughout(value) ? json(value, writing.escaped) : '';
  }
  const double = typeof value === 'number' ? value : value.double;
  return Number.isFinite(double) ? finite(double) : writing.notFinite(double);
}

function unsupported(value: number): string {
  const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  return `json: unsupported value: ${text}`;
}

function json(value: AttributeValue, escaped: RegExp): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value, escaped);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return finite(value);
  // Go writes absent bytes as null.
  if (value instanceof Uint8Array) return value.length === 0 ? 'null' : `"${base64(value)}"`;
  if (isDouble(value)) return finite(value.double);
  if (!isMap(value)) return `[${value.map((part) => json(part, escaped)).join(',')}]`;
  const keys = [...value.keys()].toSorted(byCodePoint);
  return `{${keys.map((key) => `${quoted(key, escaped)}:${json(value.get(key) ?? null, escaped)}`).join(',')}}`;
}

function quoted(text: string, escaped: RegExp): string {
  return JSON.stringify(text).replace(
    escaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isFiniteThroughout(value: AttributeValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return true;
  if (isDouble(value)) return Number.isFinite(value.double);
  return [...value.values()].every(isFiniteThroughout);
}

function finite(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
