import { QueryError } from './query-error.ts';

const ESCAPED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const MAX_CODE_POINT = 0x10_ffff;

/**
 * The text of a string literal in PromQL, which are those of Go: escapes within quotes, none within backticks.
 * @throws {QueryError} `bad_data` for an escape that Go does not have
 */
export function stringLiteral(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.)|$)/gs,
    (escape, byte?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const hexadecimal = byte ?? short ?? long;
      const point = Number.parseInt(hexadecimal ?? '', 16);
      if (point <= MAX_CODE_POINT) return String.fromCodePoint(point);
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const character = ESCAPED[letter ?? ''];
      if (character !== undefined) return character;
      throw new QueryError('bad_data', `parse error: unknown escape sequence ${JSON.stringify(escape)}`);
    },
  );
}
