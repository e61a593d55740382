import { describe, expect, it } from 'vitest';
import { escapeRegExp } from './escape-regexp.ts';

describe('escapeRegExp', () => {
  it('makes an expression that matches the text and nothing else', () => {
    const text = String.raw`a.b*c+d?e^f$g{h}i(j)k|l[m]n\o`;
    expect(new RegExp(`^${escapeRegExp(text)}$`).test(text)).toBe(true);
    expect(new RegExp(`^${escapeRegExp('a.b')}$`).test('axb')).toBe(false);
  });

  it('leaves letters, digits, colons and underscores as they are', () => {
    expect(escapeRegExp('job:tokens_total1')).toBe('job:tokens_total1');
  });
});
