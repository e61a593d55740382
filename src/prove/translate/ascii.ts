/**
 * Reduces names to ASCII in one pass over their characters. A regular expression does the same in one line and takes
 * three times as long, and most of the time of translating a name is spent here (`npm run bench:names`).
 */

const ALPHANUMERIC = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const UNDERSCORE = 0x5f;
const COLON = 0x3a;

/** The current name, byte by byte; it grows for longer names. */
let scratch = Buffer.allocUnsafe(1024);

/** Words of letters, digits and colons, joined by single underscores. */
export function joinedWords(text: string): string {
  const bytes = scratchFor(text);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 && (ALPHANUMERIC[code] === 1 || code === COLON)) bytes[length++] = code;
    else if (length > 0 && bytes[length - 1] !== UNDERSCORE) bytes[length++] = UNDERSCORE;
  }
  if (length > 0 && bytes[length - 1] === UNDERSCORE) length--;
  return bytes.toString('latin1', 0, length);
}

/** Each character but letters and digits becomes an underscore. */
export function withUnderscores(text: string): string {
  let at = 0;
  while (at < text.length && isWordOrUnderscore(text.charCodeAt(at))) at++;
  if (at === text.length) return text;

  const bytes = scratchFor(text);
  let length = 0;
  while (length < at) bytes[length] = text.charCodeAt(length++);
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) bytes[length++] = ALPHANUMERIC[code] === 1 ? code : UNDERSCORE;
    else if (!isSecondHalf(text, at)) bytes[length++] = UNDERSCORE;
  }
  return bytes.toString('latin1', 0, length);
}

function isWordOrUnderscore(code: number): boolean {
  return code < 128 && (ALPHANUMERIC[code] === 1 || code === UNDERSCORE);
}

/** True for the second unit of a character past U+FFFF. */
function isSecondHalf(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}

function scratchFor(text: string): Buffer {
  if (text.length > scratch.length) scratch = Buffer.allocUnsafe(text.length * 2);
  return scratch;
}
