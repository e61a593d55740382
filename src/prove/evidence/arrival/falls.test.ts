import { describe, expect, it } from 'vitest';
import { fallsOf } from './falls.ts';

function verdictOf(values: readonly number[]): string {
  const samples = values.map((value, index) => ({ at: index * 15_000, value }));
  return fallsOf({ labels: { __name__: 'orders_total' }, samples }).verdict;
}

describe('the falls of a counter', () => {
  it.each([
    ['taking turns', [975, 402, 981, 409, 990, 415, 996, 421]],
    ['in no order', [975, 402, 403, 981, 982, 409, 990, 415, 417, 996]],
  ])('show two writers %s', (_, values) => {
    expect(verdictOf(values)).toBe('two writers');
  });

  it.each([
    ['three writers', [900, 50, 401, 905, 52, 402, 909, 53, 404]],
    ['a restart after each push', [12, 3, 11, 2, 14, 4, 12, 1]],
    ['short processes that count more each time', [3, 9, 4, 10, 5, 12, 6, 13]],
    ['two writers of which neither counts', [975, 402, 975, 402, 975, 402]],
  ])('leave the cause open for %s', (_, values) => {
    expect(verdictOf(values)).toBe('falls again and again');
  });

  it.each([
    ['a counter that grows', [1, 2, 2, 5, 9]],
    ['one restart', [975, 981, 990, 996, 3, 9, 15, 21]],
    ['two restarts', [975, 981, 3, 9, 2, 4, 8, 12]],
    ['a rolling update that has ended', [975, 402, 981, 409, 990, 415, 416, 418, 420, 421]],
    ['a counter that nothing is added to', [7, 7, 7]],
  ])('show one writer for %s', (_, values) => {
    expect(verdictOf(values)).toBe('one writer');
  });
});
