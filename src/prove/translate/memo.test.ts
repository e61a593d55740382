import { describe, expect, it, vi } from 'vitest';

import { remembered, rememberedNames } from './memo.ts';

describe('remembered', () => {
  it('computes each of the first texts once', () => {
    const compute = vi.fn((text: string) => text.length);
    const length = remembered(2, compute);
    expect(['a', 'bb', 'a', 'bb'].map(length)).toEqual([1, 2, 1, 2]);
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('remembers no more than its limit, and computes the rest', () => {
    const compute = vi.fn((text: string) => text.length);
    const length = remembered(1, compute);
    expect(['a', 'bb', 'bb'].map(length)).toEqual([1, 2, 2]);
    expect(compute).toHaveBeenCalledTimes(3);
  });
});

describe('rememberedNames', () => {
  it('distinguishes kinds and units', () => {
    const namer = rememberedNames((name, kind, unit) => [name, kind, unit].join(' '));
    expect(namer('a', 'gauge', 's')).toBe('a gauge s');
    expect(namer('a', 'counter', 's')).toBe('a counter s');
    expect(namer('a', 'gauge', '')).toBe('a gauge ');
    expect(namer('a', 'gauge', 's')).toBe('a gauge s');
  });
});
