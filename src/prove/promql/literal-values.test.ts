import { describe, expect, it } from 'vitest';
import { literalValues } from './literal-values.ts';
import { matcher } from './matcher.ts';

describe('the values that a matcher lists', () => {
  it.each([
    ['=', 'a', ['a']],
    ['=', 'a|b', ['a|b']],
    ['=~', 'a', ['a']],
    ['=~', 'shop/a|b-c', ['shop/a', 'b-c']],
    ['=~', '(5|10)', ['5', '10']],
    ['=~', String.raw`5\.0|\+Inf`, ['5.0', '+Inf']],
  ] as const)('are known of %s"%s"', (operator, value, values) => {
    expect(literalValues(matcher('a', operator, value))).toEqual(values);
  });

  it.each([
    ['=', ''],
    ['!=', 'a'],
    ['!~', 'a|b'],
    ['=~', ''],
    ['=~', 'a|'],
    ['=~', 'a.*'],
    ['=~', '5.0'],
    ['=~', '(a|b)c'],
    ['=~', '(a)|(b)'],
    ['=~', '[ab]'],
    ['=~', String.raw`\d+`],
    ['=~', '(?i)a'],
    ['=~', '^a$'],
    ['=~', 'a+'],
  ] as const)('are not known of %s"%s"', (operator, value) => {
    expect(literalValues(matcher('a', operator, value))).toBeUndefined();
  });

  it('are not known of a variable', () => {
    expect(literalValues({ ...matcher('a', '=', 'b'), isVariable: true })).toBeUndefined();
  });
});
