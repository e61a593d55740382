import { describe, expect, it } from 'vitest';
import { durationLiteral } from './duration-literal.ts';

describe('durationLiteral', () => {
  it.each([
    ['5m', 300_000],
    [' 1h30m ', 5_400_000],
    ['2w', 1_209_600_000],
    ['90', 90_000],
    ['1.5', 1_500],
    ['$__interval', undefined],
  ])('reads %j', (text, ms) => {
    expect(durationLiteral(text)).toBe(ms);
  });
});
