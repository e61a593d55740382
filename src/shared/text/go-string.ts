/** An escape that Go does not have. */
export class GoStringError extends Error {
  override readonly name = 'GoStringError';
  /** As it is written. */
  readonly escape: string;

  constructor(escape: string) {
    super(`unknown escape sequence ${JSON.stringify(escape)}`);
    this.escape = escape;
  }
}

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

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.)|$)/gs;
const MAX_CODE_POINT = 0x10_ffff;

/**
 * The text of a string literal as Go has them, with its quotes: escapes within quotes, none within backticks. PromQL and
 * Alloy have the same.
 *
 * @see https://go.dev/ref/spec#String_literals
 * @throws {GoStringError}
 */
export function goString(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replaceAll(
    ESCAPE,
    (escape, byte?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const point = Number.parseInt(byte ?? short ?? long ?? '', 16);
      if (point <= MAX_CODE_POINT) return String.fromCodePoint(point);
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const character = ESCAPED[letter ?? ''];
      if (character !== undefined) return character;
      throw new GoStringError(escape);
    },
  );
}
