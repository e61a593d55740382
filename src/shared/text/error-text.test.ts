import { describe, expect, it } from 'vitest';
import { errorText, firstLineOf } from './error-text.ts';

describe('errorText', () => {
  it('puts a message of several lines on one line', () => {
    expect(errorText(new Error('first\n  second\n'))).toBe('first second');
  });

  it('returns the name of an error without a message, and the text of anything else', () => {
    expect(errorText(new TypeError())).toBe('TypeError');
    expect(errorText('thrown as text')).toBe('thrown as text');
  });
});

describe('firstLineOf', () => {
  it('leaves out what a parser prints below its message', () => {
    expect(firstLineOf(new Error('bad indentation at line 2:\n\n  a:\n ^'))).toBe(
      'bad indentation at line 2:',
    );
  });
});
