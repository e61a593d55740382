import { describe, expect, it } from 'vitest';

import type { PrometheusBackend, PrometheusSettings } from '../backend.ts';
import { metricFromJson, type MetricJson } from '../metric-json.ts';
import { SettingsError } from './settings.ts';
import { createTranslator, translate } from '../translate.ts';
import type { Translation } from '../types.ts';

function prometheus(version: string, settings: PrometheusSettings = {}): PrometheusBackend {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return { flavour: 'prometheus', version: { major, minor, patch: 0 }, settings };
}

/** A metric of the service `svc`, as the version stores it. */
function stored(version: string, json: Partial<MetricJson>, settings: PrometheusSettings = {}): Translation {
  const metric = { name: 'x', kind: 'gauge', resource: { 'service.name': 'svc' }, ...json } as const;
  return translate(metricFromJson(metric), prometheus(version, settings));
}

describe('what is lost', () => {
  it('is a delta: left out silently to 3.6, with the whole push from 3.7 on', () => {
    const delta = {
      kind: 'counter',
      temporality: 'delta',
      resource: { 'service.name': 's', h: '1' },
    } as const;
    expect(stored('3.6', delta)).toMatchObject({
      status: 200,
      series: [],
      labels: null,
      targetInfo: [{ h: '1' }],
    });
    expect(stored('3.7', delta)).toMatchObject({ status: 500, series: [], labels: null, targetInfo: [] });
  });

  it('is no delta where a feature accepts it', () => {
    const delta = { kind: 'counter', temporality: 'delta' } as const;
    expect(stored('3.2', delta, { deltaToCumulative: true }).series).toEqual(['x_total']);
    expect(stored('3.1', delta, { deltaToCumulative: true }).series).toEqual([]);
    expect(stored('3.12', delta, { nativeDelta: true }).series).toEqual(['x_total']);
  });

  it('is an exponential histogram where native histograms are off, as they can be to 3.7', () => {
    const exponential = { kind: 'exphistogram' } as const;
    expect(stored('3.7', exponential)).toMatchObject({ status: 500, series: [] });
    expect(stored('3.7', exponential, { nativeHistograms: true })).toMatchObject({
      status: 200,
      series: ['x'],
    });
    expect(stored('3.8', exponential)).toMatchObject({ status: 200, series: ['x'] });
  });

  it('is an explicit histogram that becomes a native one, likewise', () => {
    const histogram = { kind: 'histogram' } as const;
    const settings = { convertHistogramsToNhcb: true };
    expect(stored('3.5', histogram, settings)).toMatchObject({ status: 500, series: [] });
    expect(stored('3.12', histogram, settings)).toMatchObject({ status: 200, series: ['x'] });
  });

  it('a name without valid characters crashes 3.6, and is an error from 3.7 on', () => {
    const nameless = { name: '___', resource: { 'service.name': 's', h: '1' } };
    expect(stored('3.6', nameless)).toMatchObject({ status: 'ERR', series: [], targetInfo: [{ h: '1' }] });
    expect(stored('3.7', nameless)).toMatchObject({ status: 500, series: [], targetInfo: [] });
    expect(stored('3.6', { ...nameless, kind: 'histogram' }).series).toEqual(['_bucket', '_count', '_sum']);
  });

  it('is a key of which nothing remains: judged by the store to 3.6, by the namer from 3.7 on', () => {
    const unnamed = { attributes: { '': 'x' } };
    expect(stored('2.53', unnamed).status).toBe('ERR');
    expect(stored('3.6', unnamed).status).toBe('ERR');
    expect(stored('3.6', { attributes: { __: 'x' } })).toMatchObject({ status: 200, labels: { __: 'x' } });
    expect(stored('3.7', { attributes: { __: 'x' } }).status).toBe(500);
    expect(stored('3.12', { attributes: { '': '' } }, { translationStrategy: 'NoTranslation' }).status).toBe(
      200,
    );
  });

  it('is a sum with such a key, but from 3.7 to 3.9 it was left out silently', () => {
    const sum = {
      kind: 'counter',
      attributes: { __: 'x' },
      resource: { 'service.name': 's', h: '1' },
    } as const;
    expect(stored('3.9', sum)).toMatchObject({ status: 200, series: [], targetInfo: [{ h: '1', job: 's' }] });
    expect(stored('3.10', sum)).toMatchObject({ status: 500, series: [], targetInfo: [] });
  });

  it('is a resource whose key has no name, even where there would be no target_info', () => {
    expect(stored('3.12', { resource: { __: 'x' } }).status).toBe(500);
    expect(stored('3.5', { resource: { __: 'x' } }).status).toBe(200);
  });

  it("is an attribute le of a histogram: the store's duty to 2.54, a crash to 3.6, overwritten from 3.7 on", () => {
    const le = { kind: 'histogram', attributes: { le: '5' } } as const;
    expect(stored('2.48', le)).toMatchObject({ status: 200, series: ['x_bucket', 'x_count', 'x_sum'] });
    expect(stored('2.54', le)).toMatchObject({ status: 500, series: [], labels: null });
    expect(stored('2.55', le)).toMatchObject({
      status: 'ERR',
      series: ['x_count', 'x_sum'],
      labels: { le: '5' },
    });
    expect(stored('3.6', le)).toMatchObject({ status: 'ERR', series: ['x_count', 'x_sum'] });
    expect(stored('3.7', le)).toMatchObject({ status: 200, series: ['x_bucket', 'x_count', 'x_sum'] });
  });

  it('is an attribute __name__ of a histogram to 3.6, which loses every series', () => {
    const named = { kind: 'histogram', attributes: { __name__: 'y' } } as const;
    expect(stored('3.5', named)).toMatchObject({ status: 'ERR', series: [], labels: null });
    expect(stored('2.53', named).status).toBe(500);
    expect(stored('2.53', { ...named, attributes: { __name__: 'no name' } }).status).toBe('ERR');
    expect(stored('3.5', { attributes: { __name__: 'y' } })).toMatchObject({ status: 200, series: ['x'] });
  });

  it('is a promoted attribute without a name, from 3.7 on', () => {
    const unnamed = { resource: { 'service.name': 's', _: 'x' } };
    const raw = {
      translationStrategy: 'NoUTF8EscapingWithSuffixes',
      promoteAllResourceAttributes: true,
    } as const;
    expect(stored('3.12', unnamed, raw).status).toBe(500);
    expect(stored('3.6', unnamed, raw).status).toBe(200);
    expect(stored('3.9', unnamed, raw).status).toBe(500);
    expect(stored('3.9', { ...unnamed, kind: 'counter' }, raw)).toMatchObject({ status: 200, series: [] });
  });
});

describe('labels', () => {
  it('join the values of colliding keys; an empty one took part to 3.6', () => {
    const colliding = { attributes: { 'foo.bar': '', foo_bar: 'x' } };
    expect(stored('3.6', colliding).labels).toEqual({ foo_bar: ';x', job: 'svc' });
    expect(stored('3.7', colliding).labels).toEqual({ foo_bar: 'x', job: 'svc' });
  });

  it('are replaced by job and instance; up to 3.9 an empty job or instance also removes the attribute', () => {
    const empty = { attributes: { job: 'own' }, resource: { 'service.name': '' } };
    expect(stored('3.5', { attributes: { job: 'own' } }).labels).toEqual({ job: 'svc' });
    expect(stored('3.6', empty).labels).toEqual({});
    expect(stored('3.9', empty).labels).toEqual({});
    expect(stored('3.10', empty).labels).toEqual({ job: 'own' });
  });

  it('replace promoted attributes, of which one remains where two collide', () => {
    const resource = { a_b: '1', 'a.b': '2', c: '3' };
    const settings = { promoteResourceAttributes: ['a.b', 'a_b', 'c'] };
    const json = { resource, attributes: { c: 'own' } };
    expect(stored('3.6', json, settings).labels).toEqual({ a_b: '2', c: 'own' });
    expect(stored('3.9', json, settings).labels).toEqual({ a_b: '1', c: 'own' });
    expect(stored('3.10', json, settings).labels).toEqual({ a_b: '2', c: 'own' });
  });

  it('include type and unit where the feature is on, from 3.6 on', () => {
    const settings = { typeAndUnitLabels: true };
    const counter = { kind: 'counter', unit: 'By/s', resource: {} } as const;
    expect(stored('3.5', counter, settings).labels).toEqual({});
    expect(stored('3.6', counter, settings).labels).toEqual({
      __type__: 'counter',
      __unit__: 'bytes_per_second',
    });
    expect(stored('3.12', { resource: {}, kind: 'updown', unit: '_s' }, settings).labels).toEqual({
      __type__: 'gauge',
      __unit__: 'seconds',
    });
  });

  it('lose a type from target_info to that feature, from 3.7 on', () => {
    const json = { resource: { 'service.name': 's', h: '1', __type__: 't' } };
    const settings = { typeAndUnitLabels: true };
    expect(stored('3.6', json, settings).targetInfo).toEqual([{ __type__: 't', h: '1', job: 's' }]);
    expect(stored('3.12', json, settings).targetInfo).toEqual([{ h: '1', job: 's' }]);
  });

  it('include the scope where it is promoted and has a name', () => {
    const settings = { promoteScopeMetadata: true };
    const scope = { name: 'meter', version: '1', attributes: { 'sc.x': 'y', name: 'lost' } };
    expect(stored('3.12', { scope, resource: {} }, settings).labels).toEqual({
      otel_scope_name: 'meter',
      otel_scope_sc_x: 'y',
      otel_scope_version: '1',
    });
    expect(stored('3.12', { scope: { ...scope, name: '' }, resource: {} }, settings).labels).toEqual({});
  });
});

describe('target_info', () => {
  it('needs job or instance from 2.53 on', () => {
    const resource = { 'host.name': 'h' };
    expect(stored('2.52', { resource }).targetInfo).toEqual([{ host_name: 'h' }]);
    expect(stored('2.53', { resource }).targetInfo).toEqual([]);
  });

  it('keeps the identity where a setting asks for it', () => {
    const resource = { 'service.name': 's', 'host.name': 'h' };
    const settings = { keepIdentifyingResourceAttributes: true };
    expect(stored('3.5', { resource }, settings).targetInfo).toEqual([
      { host_name: 'h', job: 's', service_name: 's' },
    ]);
  });
});

describe('the series', () => {
  it('of a summary have its name, and its name with suffixes', () => {
    expect(stored('3.5', { kind: 'summary', unit: 's' }).series).toEqual([
      'x_seconds',
      'x_seconds_count',
      'x_seconds_sum',
    ]);
  });
});

describe('settings', () => {
  it.each([
    ['2.46', {}, 'Prometheus 2.46.0 has no OTLP receiver. Use 2.47 or later.'],
    ['2.54', { promoteResourceAttributes: ['a'] }, 'does not know otlp.promote_resource_attributes'],
    ['3.3', { translationStrategy: 'NoTranslation' }, 'does not know the strategy NoTranslation'],
    ['3.4', { promoteAllResourceAttributes: true }, 'Remove it, or use 3.5 or later.'],
    ['3.5', { promoteAllResourceAttributes: true, promoteResourceAttributes: ['a'] }, 'Keep one.'],
    ['3.5', { ignoreResourceAttributes: ['a'] }, 'only with otlp.promote_all_resource_attributes'],
    ['3.5', { deltaToCumulative: true, nativeDelta: true }, 'Keep one.'],
  ] as const)('that Prometheus %s would not start with are an error: %j', (version, settings, message) => {
    const start = (): unknown => createTranslator(prometheus(version, settings));
    expect(start).toThrow(SettingsError);
    expect(start).toThrow(message);
  });
});
