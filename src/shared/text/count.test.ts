import { describe, expect, it } from 'vitest';
import { counted } from './count.ts';

describe('counted', () => {
  it.each<[string, number, string]>([
    ['0 files', 0, 'file'],
    ['1 query', 1, 'query'],
    ['2 queries', 2, 'query'],
    ['3 pushes', 3, 'push'],
    ['2 gateways', 2, 'gateway'],
  ])('is %s', (text, count, one) => {
    expect(counted(count, one)).toBe(text);
  });

  it('takes another form for several', () => {
    expect(counted(1, 'series is new', 'series are new')).toBe('1 series is new');
    expect(counted(4, 'series is new', 'series are new')).toBe('4 series are new');
  });
});
