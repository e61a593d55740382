import { describe, expect, it } from 'vitest';
import { shopContract } from '../../../test/support/embedded-backend.ts';
import { expectedMetrics } from '../contract/index.ts';
import type { Backend } from '../translate/index.ts';
import { DEFAULT_BACKEND } from './backend-rules.ts';
import { meantRename, meantSeries } from './meant-metric.ts';

const contract = shopContract(
  { otlp: 'shop.calls' },
  { otlp: 'shop.tx.count', attributes: ['http.method'] },
  { otlp: 'shop.wait', kind: 'histogram', unit: 'ms' },
  { otlp: 'shop.delay', kind: 'exponentialHistogram', unit: 'ms' },
);
const expected = expectedMetrics(contract, DEFAULT_BACKEND);

describe('meantSeries', () => {
  it.each([
    ['shop_calls', 'shop_calls_total'],
    ['shop.calls_total', 'shop_calls_total'],
    ['shop.tx.count', 'shop_tx_count_total'],
    ['shop_wait_bucket', 'shop_wait_milliseconds_bucket'],
    ['shop.wait_sum', 'shop_wait_milliseconds_sum'],
  ])('takes %s for %s', (name, right) => {
    expect(meantSeries(name, expected)).toBe(right);
  });

  it.each([
    ['another series of a metric', 'shop_tx_sum'],
    ['a histogram without its suffix', 'shop_wait'],
    ['a classic series of a native histogram', 'shop_delay_bucket'],
    ['another word', 'shop_call'],
    ['a recording rule', 'shop:calls'],
  ])('knows no right name for %s', (_, name) => {
    expect(meantSeries(name, expected)).toBeUndefined();
  });

  it('knows no right name where two metrics may be meant', () => {
    const both = shopContract({ otlp: 'shop.calls', unit: 's' }, { otlp: 'shop.calls', kind: 'gauge' });
    expect(meantSeries('shop.calls', expectedMetrics(both, DEFAULT_BACKEND))).toBeUndefined();
  });
});

describe('meantRename', () => {
  it('says which labels have other names as well', () => {
    const backend: Backend = {
      ...DEFAULT_BACKEND,
      flavour: 'prometheus',
      settings: { translationStrategy: 'NoTranslation' },
    };
    expect(meantRename('shop_tx_count_total', expectedMetrics(contract, backend))).toEqual({
      to: 'shop.tx.count',
      labels: new Map([['http_method', 'http.method']]),
    });
  });
});
