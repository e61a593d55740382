import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['500ms', 500],
  ['2s', 2_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
])('reads %s', (written, ms) => {
  expect(parseDuration(written)).toBe(ms);
});

it.each(['', '2', 's', '-1s', '2 s', '1d', '1e3s'])('refuses "%s"', (written) => {
  expect(parseDuration(written)).toBeUndefined();
});
