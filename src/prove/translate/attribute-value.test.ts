import { describe, expect, it } from 'vitest';

import { labelText, labelTextTo311 } from './attribute-value.ts';

describe('labelText', () => {
  it.each([
    { text: 'text', value: 'text' },
    { text: '42', value: 42 },
    { text: '9223372036854775807', value: 9_223_372_036_854_775_807n },
    { text: '1.5', value: 1.5 },
    { text: '3', value: { double: 3 } },
    { text: '1e+21', value: { double: 1e21 } },
    { text: '-0', value: { double: -0 } },
    { text: 'true', value: true },
    { text: '', value: null },
    { text: 'AQID', value: Uint8Array.of(1, 2, 3) },
    { text: '["a",1,true,null,2.5]', value: ['a', 1, true, null, { double: 2.5 }] },
    {
      text: '{"a":["n"],"z":"v"}',
      value: new Map<string, string | string[]>(Object.entries({ z: 'v', a: ['n'] })),
    },
    { text: '[null,"AQ=="]', value: [new Uint8Array(), Uint8Array.of(1)] },
  ])('writes $text', ({ value, text }) => {
    expect(labelText(value)).toBe(text);
    expect(labelTextTo311(value)).toBe(text);
  });

  it('escapes what Go escapes, which was more up to 3.11', () => {
    expect(labelText(['<&>\u2028'])).toBe('["<&>\\u2028"]');
    expect(labelTextTo311(['<&>\u2028'])).toBe('["\\u003c\\u0026\\u003e\\u2028"]');
  });

  it('writes a double that is no number, which was unsupported up to 3.11', () => {
    expect(labelText({ double: -Infinity })).toBe('-Infinity');
    expect(labelText({ double: NaN })).toBe('NaN');
    expect(labelTextTo311({ double: Infinity })).toBe('json: unsupported value: +Inf');
    expect(labelTextTo311({ double: NaN })).toBe('json: unsupported value: NaN');
  });

  it('writes nothing where JSON cannot express a part', () => {
    expect(labelText([1, [{ double: NaN }]])).toBe('');
  });
});
