import { describe, expect, it } from 'vitest';
import { isWritten, rewritten, spelledNumber } from './written-value.ts';

describe('the text of an attribute in a label', () => {
  it.each([
    ['boolean', 'true'],
    ['int', '200'],
    ['int', '-3'],
    ['int', '9007199254740993'],
    ['double', '1'],
    ['double', '0.1'],
    ['double', '1000000'],
    ['double', '1e+21'],
    ['double', '1000000000000000000000'],
    ['double', '1e-7'],
    ['double', '0.0000001'],
    ['double', 'NaN'],
    ['double', 'json: unsupported value: +Inf'],
  ] as const)('may be of a %s: %s', (type, text) => {
    expect(isWritten(type, text)).toBe(true);
  });

  it.each([
    ['boolean', 'True', 'true'],
    ['boolean', '1', undefined],
    ['int', '200.0', '200'],
    ['int', '2e2', '200'],
    ['int', '0200', '200'],
    ['int', '2xx', undefined],
    ['int', '9007199254740993.0', undefined],
    ['double', '1.0', '1'],
    ['double', '1e6', '1000000'],
    ['double', '.5', '0.5'],
    ['double', 'high', undefined],
  ] as const)('is never of a %s: %s', (type, text, instead) => {
    expect(isWritten(type, text)).toBe(false);
    expect(rewritten(type, text)).toBe(instead);
  });

  it.each([
    ['5.0', 5],
    ['1e+06', 1e6],
    ['+Inf', Infinity],
    ['inf', Infinity],
    ['-Inf', -Infinity],
    ['', undefined],
    ['5s', undefined],
    ['0x10', undefined],
  ])('spells a number or none: %s', (text, value) => {
    expect(spelledNumber(text)).toBe(value);
  });
});
