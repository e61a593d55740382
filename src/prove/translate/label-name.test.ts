import { describe, expect, it } from 'vitest';

import { escapedLabel, escapedLabelOf247, escapedLabelOf2x, strictLabelNamer } from './label-name.ts';

describe('label names', () => {
  it.each([
    ['model', 'model'],
    ['http.method', 'http_method'],
    ['a..b', 'a__b'],
    ['a:b', 'a_b'],
    ['1st', 'key_1st'],
    ['_private', 'key_private'],
    ['__reserved', '__reserved'],
    ['.', 'key_'],
    ['é', 'key_'],
    ['日本', '__'],
    ['x😀', 'x_'],
    ['😀', 'key_'],
    ['', ''],
  ])('make %j %j under an escaping strategy', (key, expected) => {
    expect(escapedLabel(key)).toBe(expected);
  });

  it('keep the letters of any alphabet in 2.x, and a leading underscore up to 2.48', () => {
    expect(escapedLabelOf2x('café.x')).toBe('café_x');
    expect(escapedLabelOf2x('_x')).toBe('key_x');
    expect(escapedLabelOf247('_x')).toBe('_x');
    expect(escapedLabelOf247('1x')).toBe('key_1x');
  });

  describe('from 3.7 on', () => {
    const byDefault = strictLabelNamer({ sanitizeUnderscore: true, preserveUnderscores: true });
    const bySpec = strictLabelNamer({ sanitizeUnderscore: false, preserveUnderscores: false });

    it.each([
      ['_', 'key_'],
      ['__', ''],
      ['日本', ''],
      ['', ''],
      ['__a.b__', '__a_b__'],
    ])('make %j %j', (key, expected) => {
      expect(byDefault(key)).toBe(expected);
    });

    it.each([
      ['a..b', 'a_b'],
      ['a__b', 'a_b'],
      ['_private', '_private'],
      ['__double', '_double'],
      ['__a..b__', '__a_b__'],
      ['1st', 'key_1st'],
      ['_', ''],
      ['____', ''],
    ])('make %j %j without underscore sanitization and preserved underscores', (key, expected) => {
      expect(bySpec(key)).toBe(expected);
    });
  });
});
