import { describe, expect, it } from 'vitest';

import { metricFromJson } from './metric-json.ts';

describe('metricFromJson', () => {
  it('reads attributes of every type', () => {
    const { attributes } = metricFromJson({
      name: 'x',
      kind: 'gauge',
      attributes: { i: 1, d: { __double: 3 }, by: { __bytes: 'AQID' }, arr: ['a', null], kv: { k: 'v' } },
    });
    expect(attributes).toEqual(
      new Map<string, unknown>([
        ['i', 1],
        ['d', { double: 3 }],
        ['by', Uint8Array.of(1, 2, 3)],
        ['arr', ['a', null]],
        ['kv', new Map([['k', 'v']])],
      ]),
    );
  });

  it('defaults to empty fields and cumulative temporality', () => {
    expect(metricFromJson({ name: 'x', kind: 'exphistogram', temporality: null })).toEqual({
      name: 'x',
      kind: 'exponentialHistogram',
      unit: '',
      temporality: 'cumulative',
      attributes: new Map(),
      resource: new Map(),
    });
  });

  it('distinguishes a counter from an up-down counter where both are called sums', () => {
    expect(metricFromJson({ name: 'x', kind: 'sum', monotonic: true }).kind).toBe('counter');
    expect(metricFromJson({ name: 'x', kind: 'sum' }).kind).toBe('updown');
  });

  it('keeps a scope unchanged', () => {
    const { scope } = metricFromJson({
      name: 'x',
      kind: 'gauge',
      scope: { name: 's', version: '1', schemaUrl: 'https://x/1', attributes: { a: 'b' } },
    });
    expect(scope).toEqual({
      name: 's',
      version: '1',
      schemaUrl: 'https://x/1',
      attributes: new Map([['a', 'b']]),
    });
  });
});
