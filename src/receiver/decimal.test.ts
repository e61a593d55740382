import { expect, it } from 'vitest';
import { sampleValue } from './decimal.ts';

it.each([
  [1e-7, '1e-07'],
  [1e300, '1e+300'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Inf'],
])('writes the value %s as Prometheus does', (value, text) => {
  expect(sampleValue(value)).toBe(text);
});
