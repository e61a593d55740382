import { describe, expect, it } from 'vitest';
import { metricFromJson, type MetricJson } from '../metric-json.ts';
import { remoteWriteTranslator, type RemoteWriteSettings } from './translator.ts';

const sent = (json: MetricJson, settings: RemoteWriteSettings = {}) =>
  remoteWriteTranslator(settings).translate(metricFromJson(json), { explain: true });

const ORDERS: MetricJson = {
  name: 'shop.orders',
  kind: 'counter',
  unit: 's',
  attributes: { lane: 'a' },
  resource: { 'service.name': 'shop', 'host.name': 'h' },
};

/** As a collector 0.160 sends it, read back from a Prometheus 3.12. */
describe('remoteWriteTranslator', () => {
  it('names series and target_info', () => {
    expect(sent(ORDERS)).toMatchObject({
      status: 200,
      series: ['shop_orders_seconds_total'],
      labels: { job: 'shop', lane: 'a' },
      targetInfo: [{ host_name: 'h', job: 'shop' }],
    });
    expect(sent({ ...ORDERS, kind: 'histogram' }).series).toEqual([
      'shop_orders_seconds_bucket',
      'shop_orders_seconds_count',
      'shop_orders_seconds_sum',
    ]);
    expect(sent({ ...ORDERS, kind: 'summary' }).series).toHaveLength(3);
  });

  it.each<[RemoteWriteSettings, string]>([
    [{ namespace: 'x' }, 'x_shop_orders_seconds_total'],
    [{ namespace: '9' }, '_9_shop_orders_seconds_total'],
    [{ translationStrategy: 'UnderscoreEscapingWithoutSuffixes' }, 'shop_orders'],
    [{ translationStrategy: 'UnderscoreEscapingWithoutSuffixes', namespace: 'x' }, 'x_shop_orders'],
    [{ translationStrategy: 'NoUTF8EscapingWithSuffixes', namespace: 'x' }, 'x_shop.orders_seconds_total'],
    [{ translationStrategy: 'NoTranslation' }, 'shop.orders'],
  ])('with %j makes %s', (settings, name) => {
    expect(sent(ORDERS, settings).series).toEqual([name]);
  });

  it('drops deltas without an error', () => {
    const { status, series, why } = sent({ ...ORDERS, temporality: 'delta' });
    expect({ status, series }).toEqual({ status: 200, series: [] });
    expect(why.at(-1)).toBe('Its delta temporality is not sent, and no error is reported.');
    expect(sent({ ...ORDERS, kind: 'gauge', temporality: 'delta' }).series).toEqual(['shop_orders_seconds']);
  });

  it('joins values of keys that become one label, equal ones once', () => {
    const labels = (attributes: Record<string, string>) => sent({ ...ORDERS, attributes }).labels;
    expect(labels({ 'a.b': 'x', a_b: 'y' })).toMatchObject({ a_b: 'x;y' });
    expect(labels({ 'a.b': 'x', a_b: 'x' })).toMatchObject({ a_b: 'x' });
    expect(labels({ a__b: 'x' })).toMatchObject({ a_b: 'x' });
  });

  it('adds labels of the settings and of the resource', () => {
    const settings = { externalLabels: { cluster: 'c', lane: 'other' }, convertsResource: () => true };
    expect(sent(ORDERS, settings).labels).toEqual({
      cluster: 'c',
      host_name: 'h',
      job: 'shop',
      lane: 'a',
      service_name: 'shop',
    });
  });

  it('adds labels of the scope, unless they are switched off', () => {
    const scoped: MetricJson = {
      ...ORDERS,
      scope: { name: 'lib', version: '1', attributes: { team: 't', name: 'n' } },
    };
    expect(sent(scoped).labels).toMatchObject({
      otel_scope_name: 'lib',
      otel_scope_version: '1',
      otel_scope_team: 't',
    });
    expect(sent(scoped, { scopeLabels: false }).labels).toEqual({ job: 'shop', lane: 'a' });
    expect(sent(scoped, { targetInfo: false }).targetInfo).toEqual([]);
  });
});
