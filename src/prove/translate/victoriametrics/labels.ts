import { base64 } from '../attribute-value.ts';
import { notFinite, plainDecimal } from '../plain-decimal.ts';
import { isDouble, isMap, type AttributeMap, type AttributeValue, type MetricScope } from '../types.ts';

/** Keys and texts in the order in which VictoriaMetrics adds them; a map becomes one label for each of its keys. */
export function* flattened(
  resource: AttributeMap,
  scope: MetricScope | undefined,
  attributes: AttributeMap,
): Generator<readonly [key: string, text: string]> {
  yield* entriesOf(resource, '');
  if (scope !== undefined) {
    yield ['scope.name', scope.name === '' ? 'unknown' : scope.name];
    yield ['scope.version', scope.version === '' ? 'unknown' : scope.version];
    yield* entriesOf(scope.attributes, 'scope.attributes');
  }
  yield* entriesOf(attributes, '');
}

function* entriesOf(attributes: AttributeMap, parent: string): Generator<readonly [string, string]> {
  for (const [name, value] of attributes) {
    const key = parent === '' ? name : `${parent}.${name}`;
    if (isMap(value)) yield* entriesOf(value, key);
    else yield [key, text(value)];
  }
}

function text(value: Exclude<AttributeValue, AttributeMap>): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return plainDecimal(value);
  if (value instanceof Uint8Array) return base64(value);
  return isDouble(value) ? plainDecimal(value.double) : json(value);
}

function json(value: AttributeValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? plainDecimal(value) : general(value);
  if (value instanceof Uint8Array) return `"${base64(value)}"`;
  if (isDouble(value)) return general(value.double);
  if (isMap(value)) return `{${[...value].map(([key, part]) => `${quoted(key)}:${json(part)}`).join(',')}}`;
  return `[${value.map(json).join(',')}]`;
}

/** Go's `%g`: an exponent of at least two digits below 1e-4 and from 1e+06 on. */
function general(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const exponential = value.toExponential();
  const exponent = Number(exponential.split('e')[1]);
  if (exponent >= -4 && exponent < 6) return plainDecimal(value);
  return exponential.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Quoted as Go quotes strings, where a character needs it. */
function quoted(value: string): string {
  const characters = Array.from(value);
  const plain = characters.every((character) => character >= ' ' && character !== '"' && character !== '\\');
  return plain ? `"${value}"` : `"${characters.map(quotedCharacter).join('')}"`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

function quotedCharacter(character: string): string {
  const escape = ESCAPES.get(character);
  if (escape !== undefined) return escape;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000
    ? `\\u${point.toString(16).padStart(4, '0')}`
    : `\\U${point.toString(16).padStart(8, '0')}`;
}
