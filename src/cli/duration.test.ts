import { describe, expect, it } from 'vitest';
import { durationFlag, durationFlagFrom } from './duration.ts';

describe('durationFlag', () => {
  it('reads a duration in milliseconds', () => {
    expect(durationFlag('1h30m')).toBe(5_400_000);
  });

  it.each(['soon', '5', '0s'])('rejects %j and names the forms that it takes', (text) => {
    expect(() => durationFlag(text)).toThrow(
      'write a number with its unit (ms, s, m, h, d, w, y), such as 500ms',
    );
  });
});

describe('durationFlagFrom', () => {
  it('rejects a duration that is too short', () => {
    expect(durationFlagFrom('1s')('60s')).toBe(60_000);
    expect(() => durationFlagFrom('1s')('500ms')).toThrow('write 1s or more');
  });
});
