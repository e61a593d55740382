import { describe, expect, it } from 'vitest';
import { parseObject } from './object-flag.ts';

const PLACE = { namespace: 'openclaw', name: 'throughline-report' };

describe('parseObject', () => {
  it.each([
    ['configmap/openclaw/throughline-report', PLACE],
    ['configmap/a/b.c', { namespace: 'a', name: 'b.c' }],
    ['throughline-report', undefined],
    ['configmap/throughline-report', undefined],
    ['secret/openclaw/throughline-report', undefined],
    ['configmap/openclaw/Report', undefined],
    ['configmap/openclaw/a/b', undefined],
    ['configmap/../secrets', undefined],
  ])('reads %s', (text, place) => {
    expect(parseObject('configmap')(text)).toEqual(place);
  });
});
