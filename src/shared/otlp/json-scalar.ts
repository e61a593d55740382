import { OtlpDecodeError } from './decode-error.ts';
import { SIXTY_FOUR_BITS } from './schema.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Not in base64 as other bytes are. */
const IN_HEXADECIMAL: ReadonlySet<string> = new Set(['traceId', 'spanId']);

const RANGES: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
};

export function scalarDefault(type: string): unknown {
  if (SIXTY_FOUR_BITS.has(type)) return 0n;
  if (type === 'string') return '';
  if (type === 'bool') return false;
  return type === 'bytes' ? new Uint8Array() : 0;
}

export function scalarToJson(type: string, name: string, value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (type !== 'bytes') return value as Json;
  return Buffer.from(value as Uint8Array).toString(IN_HEXADECIMAL.has(name) ? 'hex' : 'base64');
}

/** @throws {OtlpDecodeError} naming the field */
export function jsonToScalar(type: string, name: string, json: unknown, place: string): unknown {
  if (type === 'string' && typeof json === 'string') return json;
  if (type === 'bool' && typeof json === 'boolean') return json;
  if (type === 'bytes' && typeof json === 'string') {
    return new Uint8Array(Buffer.from(json, IN_HEXADECIMAL.has(name) ? 'hex' : 'base64'));
  }
  if (type === 'double') return double(json, place);
  if (type in RANGES) return integer(type, json, place);
  throw new OtlpDecodeError(`${place} must be a ${type === 'bool' ? 'boolean' : 'text'}`);
}

function double(json: unknown, place: string): number {
  if (typeof json === 'number') return json;
  if (typeof json === 'string' && /^(?:NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(json)) {
    return Number(json);
  }
  throw new OtlpDecodeError(`${place} must be a number`);
}

/** Both forms can be read; a number without quotes is exact up to 2^53 only. */
function integer(type: string, json: unknown, place: string): bigint | number {
  const text = typeof json === 'number' ? integerText(json) : json;
  const [min, max] = RANGES[type] ?? [0n, 0n];
  if (typeof text === 'string' && /^-?\d{1,20}$/.test(text)) {
    const value = BigInt(text);
    if (value >= min && value <= max) return SIXTY_FOUR_BITS.has(type) ? value : Number(value);
  }
  throw new OtlpDecodeError(`${place} must be an integer from ${min} to ${max}`);
}

function integerText(json: number): string {
  return Number.isInteger(json) ? String(BigInt(json)) : '';
}
