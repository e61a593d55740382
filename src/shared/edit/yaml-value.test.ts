import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { yamlValue } from './yaml-value.ts';

describe('yamlValue', () => {
  it('is the plain value of a document', () => {
    expect(yamlValue(parseDocument('a: &x [1]\nb: *x'))).toEqual({ a: [1], b: [1] });
  });

  it('is undefined where aliases expand without end, or have no anchor', () => {
    const level = (at: number): string =>
      `l${at}: &l${at} [${Array(10)
        .fill(`*l${at - 1}`)
        .join(', ')}]`;
    const bomb = ['l0: &l0 [x]', ...[1, 2, 3, 4].map(level)].join('\n');
    expect(yamlValue(parseDocument(bomb))).toBeUndefined();
    expect(yamlValue(parseDocument('a: *none'))).toBeUndefined();
  });
});
