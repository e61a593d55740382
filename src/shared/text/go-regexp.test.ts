import { describe, expect, it } from 'vitest';
import { goExpand, goRegExp } from './go-regexp.ts';

describe('goRegExp', () => {
  it('reads flags and named groups as Go writes them', () => {
    expect(goRegExp('(?i)^(?P<area>[a-z]+)').exec('HTTP.x')?.groups).toEqual({ area: 'HTTP' });
  });

  it('throws where JavaScript cannot read the pattern', () => {
    expect(() => goRegExp('(')).toThrow(SyntaxError);
  });
});

describe('goExpand', () => {
  it.each([
    ['x.$1', 'x.b'],
    ['x.${1}_y', 'x.b_y'],
    ['x.$1_y', 'x.'],
    ['$$1', '$1'],
    ['${rest}', 'b'],
  ])('expands %s to %s', (template, text) => {
    expect(goExpand(template, goRegExp('^a(?P<rest>b)$').exec('ab')!)).toBe(text);
  });
});
