import { describe, expect, it } from 'vitest';
import { readQuery } from './read.ts';

describe('checkOperands', () => {
  it('rejects a comparison with a text', () => {
    expect(() => readQuery('worker_pid != ""')).toThrow('a text is no operand');
  });

  it('leaves a range over an expression to MetricsQL', () => {
    expect(() => readQuery('increase(max by (a) (x + y)[5m])')).toThrow(
      expect.objectContaining({ errorType: 'execution' }),
    );
  });

  it.each([
    'increase(x[5m] offset 1h)',
    'max_over_time(max(x)[5m:1m])',
    'label_replace(x, "a", "b", "c", "d")',
  ])('takes %s', (expression) => {
    expect(() => readQuery(expression)).not.toThrow();
  });
});
