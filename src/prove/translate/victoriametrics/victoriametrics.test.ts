import { describe, expect, it } from 'vitest';

import type { VictoriaMetricsSettings } from '../backend.ts';
import { metricFromJson, type MetricJson } from '../metric-json.ts';
import { translate } from '../translate.ts';
import type { Translation } from '../types.ts';
import { victoriaMetricsName } from './metric-name.ts';

function stored(json: Partial<MetricJson>, settings: VictoriaMetricsSettings = {}): Translation {
  const metric = metricFromJson({ name: 'x.y', kind: 'gauge', scope: { name: 'm' }, ...json });
  return translate(metric, {
    flavour: 'victoriametrics',
    version: { major: 1, minor: 145, patch: 0 },
    settings,
  });
}

const SCOPE = { 'scope.name': 'm', 'scope.version': 'unknown' };

describe('VictoriaMetrics', () => {
  it('stores raw names, with resource and scope as labels of every series', () => {
    expect(stored({ unit: 's', attributes: { 'a.b': '1' }, resource: { 'service.name': 's' } })).toEqual({
      status: 200,
      series: ['x.y'],
      labels: { ...SCOPE, 'a.b': '1', 'service.name': 's' },
      targetInfo: [],
      why: [],
    });
  });

  it('escapes labels under usePrometheusNaming only', () => {
    const json = { attributes: { 'a.b': '1', _c: '2' } };
    expect(stored(json, { usePrometheusNaming: true }).labels).toMatchObject({ a_b: '1', key_c: '2' });
    const converted = stored(json, { convertMetricNamesToPrometheus: true });
    expect(converted).toMatchObject({ series: ['x_y'], labels: { 'a.b': '1', _c: '2' } });
  });

  it('uses the last value that is not empty where keys collide', () => {
    const json = { attributes: { 'a.b': '1', a_b: '2', 'a-b': '' }, resource: { a_b: '0' } };
    expect(stored(json, { usePrometheusNaming: true }).labels).toMatchObject({ a_b: '2' });
  });

  it('stores deltas, and exponential histograms as buckets', () => {
    expect(stored({ kind: 'counter', temporality: 'delta' }).series).toEqual(['x.y']);
    expect(stored({ kind: 'exphistogram' }).series).toEqual(['x.y_bucket', 'x.y_count', 'x.y_sum']);
  });

  it('creates a label for each key of a map', () => {
    const attributes = { kv: { k: 'v', in: { n: 2 } }, none: {} };
    expect(stored({ attributes }).labels).toEqual({ ...SCOPE, 'kv.k': 'v', 'kv.in.n': '2' });
  });

  it('writes values as Go does', () => {
    const attributes = {
      big: { __double: 1.5e21 },
      small: { __double: -2.5e-7 },
      none: { __double: 0 },
      list: [{ __double: 1_234_567 }, { __double: 0.000_01 }, 'a"b\n\u00e9\u00a0', '<&>', { k: null }, true],
    };
    expect(stored({ attributes }).labels).toMatchObject({
      big: '1500000000000000000000',
      small: '-0.00000025',
      none: '0',
      list: '[1.234567e+06,1e-05,"a\\"b\\né\\u00a0","<&>",{"k":null},true]',
    });
  });

  it("stores nothing under a metric's name where a key has none, as its value becomes the name", () => {
    expect(stored({ attributes: { '': 'other' } })).toMatchObject({ status: 200, series: [], labels: null });
    expect(stored({ attributes: { __name__: 'other' } }).series).toEqual([]);
    expect(stored({ attributes: { '': '' } }).series).toEqual(['x.y']);
  });

  it('leaves out series past its limits silently', () => {
    const attributes = { a: '1' };
    expect(stored({ attributes }, { maxLabelsPerTimeseries: 3 })).toMatchObject({ status: 200, series: [] });
    expect(stored({ attributes, kind: 'histogram' }, { maxLabelsPerTimeseries: 4 }).series).toEqual([
      'x.y_count',
      'x.y_sum',
    ]);
    const overwritten = { attributes, resource: { a: '0' } };
    expect(stored(overwritten, { maxLabelsPerTimeseries: 4 }).series).toEqual([]);
    expect(stored({ attributes: { a: 'x'.repeat(4097) } }).series).toEqual([]);
  });
});

describe('victoriaMetricsName', () => {
  it.each([
    ['counter', 'openclaw.tokens', '1', 'openclaw_tokens_total'],
    ['updown', 'jobs.active', '1', 'jobs_active_ratio'],
    ['gauge', 'requests_per_second', '1/s', 'requests_per_second'],
    ['counter', 'a.total.b.total', '', 'a_b_total_total'],
    ['gauge', '1st.foo@#$bar', 'µs', '1st_foo@#$bar_µs'],
    ['gauge', 'x', '_foo', 'x__foo'],
    ['gauge', '___', '', ''],
  ] as const)('names a %s %j in %j %j', (kind, name, unit, expected) => {
    expect(victoriaMetricsName(name, kind, unit)).toBe(expected);
  });
});
