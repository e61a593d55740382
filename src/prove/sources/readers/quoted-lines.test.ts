import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { indentQuotedLines } from './quoted-lines.ts';

describe('indentQuotedLines', () => {
  it('makes a quoted scalar readable whose second line is indented less', () => {
    const text = 'a:\n  - b:\n      c: "one \\"x\\"\n  two"\n      d: "3"\n';
    expect(() => parse(text)).toThrow('at line 4');
    expect(parse(indentQuotedLines(text))).toEqual({ a: [{ b: { c: 'one "x" two', d: '3' } }] });
  });

  it('leaves other text as it is', () => {
    const text = 'a: "b"\nc:\n  - d: e "f\n';
    expect(indentQuotedLines(text)).toBe(text);
  });
});
