import { describe, expect, it } from 'vitest';
import { CHECKS } from '../index.ts';
import { TITLES_JA } from './titles-ja.ts';

describe('the Japanese titles', () => {
  it('are those of all checks, and of no others', () => {
    expect(Object.keys(TITLES_JA).toSorted()).toEqual(CHECKS.map(({ id }) => id).toSorted());
  });
});
