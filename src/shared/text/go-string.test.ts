import { describe, expect, it } from 'vitest';
import { goString, GoStringError } from './go-string.ts';

describe('goString', () => {
  it.each([
    [String.raw`"a\tb\n"`, 'a\tb\n'],
    [String.raw`'it\'s \"so\"'`, `it's "so"`],
    [String.raw`"\x41\u65e5\U0001F99E\101"`, 'A日🦞A'],
    [String.raw`"\\d+"`, String.raw`\d+`],
    ['`no \\n escape`', 'no \\n escape'],
    ['""', ''],
  ])('reads %s', (literal, text) => {
    expect(goString(literal)).toBe(text);
  });

  it.each([String.raw`"\d"`, String.raw`"\U00110000"`, String.raw`"\xg1"`, '"\\"'])(
    'rejects %s',
    (literal) => {
      expect(() => goString(literal)).toThrow(GoStringError);
    },
  );
});
