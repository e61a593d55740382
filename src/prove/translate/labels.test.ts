import { describe, expect, it } from 'vitest';

import { byCodePoint, isWithinLimits, toRecord } from './labels.ts';

describe('byCodePoint', () => {
  it('sorts as Go sorts UTF-8: what lies past U+FFFF comes last', () => {
    expect(['😀', '\uFF5E', 'é', 'b', 'a', 'ab'].toSorted(byCodePoint)).toEqual([
      'a',
      'ab',
      'b',
      'é',
      '\uFF5E',
      '😀',
    ]);
  });
});

describe('toRecord', () => {
  it('leaves out the name and empty labels, and sorts the rest', () => {
    const labels = new Map([
      ['z', '1'],
      ['__name__', 'x'],
      ['e', ''],
      ['__proto__', '2'],
      ['a', '3'],
    ]);
    expect(Object.entries(toRecord(labels))).toEqual([
      ['__proto__', '2'],
      ['a', '3'],
      ['z', '1'],
    ]);
  });
});

describe('isWithinLimits', () => {
  const limits = { labels: 3, nameLength: 4, valueLength: 4 };

  it('counts the name and the labels that the server adds', () => {
    const labels = new Map([['a', '1']]);
    expect(isWithinLimits('name', labels, 1, limits)).toBe(true);
    expect(isWithinLimits('name', labels, 2, limits)).toBe(false);
    expect(isWithinLimits('', labels, 2, limits)).toBe(true);
  });

  it('measures in bytes', () => {
    expect(isWithinLimits('x', new Map([['a', 'éé']]), 0, limits)).toBe(true);
    expect(isWithinLimits('x', new Map([['a', 'ééé']]), 0, limits)).toBe(false);
    expect(isWithinLimits('x', new Map([['éé1', 'a']]), 0, limits)).toBe(false);
  });
});
