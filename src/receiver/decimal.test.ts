import { expect, it } from 'vitest';
import { plainDecimal, sampleValue } from './decimal.ts';

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

it.each([
  [1e-7, '1e-07'],
  [1e300, '1e+300'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Inf'],
])('writes the value %s as Prometheus does', (value, text) => {
  expect(sampleValue(value)).toBe(text);
});
