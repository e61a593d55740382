import { expect, it } from 'vitest';
import { plainDecimal } from './plain-decimal.ts';

it.each([
  [0.5, '0.5'],
  [1e6, '1000000'],
  [1.5e-7, '0.00000015'],
  [-1e-9, '-0.000000001'],
  [1.25e21, '1250000000000000000000'],
  [1e23, '100000000000000000000000'],
  [Infinity, '+Inf'],
])('writes the bound %s as Go does', (value, text) => {
  expect(plainDecimal(value)).toBe(text);
});
