import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from './split-text.ts';

describe('splitText', () => {
  it('keeps a short text whole, and returns nothing for an empty one', () => {
    expect(splitText('hello', 5)).toEqual(['hello']);
    expect(splitText('', 5)).toEqual([]);
  });

  it('breaks between lines, else between words, else anywhere', () => {
    expect(splitText('one two\nthree four', 12)).toEqual(['one two', 'three four']);
    expect(splitText('one two three', 8)).toEqual(['one two', 'three']);
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('splits no character', () => {
    expect(splitText('aaa😀😀', 4)).toEqual(['aaa', '😀😀']);
  });

  it('makes parts that are short enough and hold everything except the breaks', () => {
    assert(
      property(
        string({ unit: 'grapheme', maxLength: 300 }),
        integer({ min: 16, max: 50 }),
        (text, longest) => {
          const parts = splitText(text, longest);
          expect(parts.every((part) => part.length <= longest)).toBe(true);
          const bare = (all: string): string => all.replaceAll(/[\n ]/g, '');
          expect(bare(parts.join(''))).toBe(bare(text));
        },
      ),
    );
  });
});
