import { describe, expect, it } from 'vitest';
import { type Backend, collidingSeries, type MetricShape, translatePush } from './index.ts';

const RESOURCE = new Map([['service.name', 'shop']]);

function metric(name: string, more: Partial<MetricShape> = {}): MetricShape {
  return { name, kind: 'gauge', unit: '', attributes: new Map(), resource: RESOURCE, ...more };
}

const prometheus = (minor: number, major = 3): Backend => ({
  flavour: 'prometheus',
  version: { major, minor, patch: 0 },
  settings: {},
});
const victoriaMetrics = (minor: number, patch = 0): Backend => ({
  flavour: 'victoriametrics',
  version: { major: 1, minor, patch },
  settings: { usePrometheusNaming: true },
});
const MIMIR: Backend = { flavour: 'mimir', version: { major: 3, minor: 0, patch: 5 }, settings: {} };

const namesOf = (metrics: MetricShape[], backend: Backend): string[] =>
  translatePush(metrics, backend).series.map(({ name }) => name);

describe('a push of several metrics', () => {
  const bad = metric('bad', { attributes: new Map([['', 'x']]) });

  it('is lost as a whole from Prometheus 3.7 on, because of one of them', () => {
    expect(translatePush([metric('good'), bad], prometheus(12))).toMatchObject({
      status: 500,
      because: [1],
      series: [],
    });
  });

  it('is stored without that one up to 3.6, and the connection is cut', () => {
    const push = translatePush([metric('good'), bad], prometheus(5));
    expect(push).toMatchObject({ status: 'ERR', because: [1], unpredicted: [] });
    expect(push.series).toMatchObject([{ name: 'good', metrics: [0], keeps: 0 }]);
  });

  it('is stored without that one in Mimir, which responds with 400', () => {
    const push = translatePush([bad, metric('good')], MIMIR);
    expect(push).toMatchObject({ status: 400, because: [0], series: [{ name: 'good', metrics: [1] }] });
  });

  it('has one target_info for each resource', () => {
    const of = (host: string): Map<string, string> => new Map([...RESOURCE, ['host.name', host]]);
    const [a, b, c] = ['a', 'a', 'b'].map((host, at) => metric(`m${at}`, { resource: of(host) }));
    expect(translatePush([a!, b!, c!], prometheus(12)).targetInfo).toEqual([
      { host_name: 'a', job: 'shop' },
      { host_name: 'b', job: 'shop' },
    ]);
  });
});

describe('two metrics of one push', () => {
  const twins = [metric('shop.load'), metric('shop_load')];

  it('become one series, of which Prometheus and Mimir keep the first', () => {
    for (const backend of [prometheus(53, 2), prometheus(5), prometheus(16), MIMIR]) {
      expect(translatePush(twins, backend)).toMatchObject({
        status: 200,
        series: [{ name: 'shop_load', metrics: [0, 1], keeps: 0 }],
        unpredicted: [],
      });
    }
  });

  it('become one series, of which VictoriaMetrics keeps one that is not predicted', () => {
    const push = translatePush(twins, victoriaMetrics(145));
    expect(push).toMatchObject({ series: [{ metrics: [0, 1], keeps: null }] });
    expect(push.unpredicted).toHaveLength(1);
  });

  it('stay two where their labels differ, or only one has a bound', () => {
    const other = metric('shop_load', { attributes: new Map([['zone', 'a']]) });
    expect(collidingSeries([twins[0]!, other], prometheus(12))).toEqual([]);
    const buckets = [metric('wait', { kind: 'histogram' }), metric('wait.bucket')];
    expect(collidingSeries(buckets, prometheus(12))).toEqual([]);
    const counts = [metric('wait', { kind: 'histogram' }), metric('wait.count')];
    expect(collidingSeries(counts, prometheus(12))).toMatchObject([{ name: 'wait_count', metrics: [0, 1] }]);
  });

  it('do not collide by their scope where that is promoted', () => {
    const scoped = ['a', 'b'].map((name) =>
      metric('load', { scope: { name, version: '', attributes: new Map() } }),
    );
    expect(collidingSeries(scoped, prometheus(12))).toHaveLength(1);
    const promoting = { ...prometheus(12), settings: { promoteScopeMetadata: true } } as Backend;
    expect(collidingSeries(scoped, promoting)).toEqual([]);
  });
});

describe('a metric without a unit', () => {
  const metrics = [metric('first', { unit: 's' }), metric('second'), metric('third', { unit: 'By' })];

  it('gets that of the metric before it in VictoriaMetrics 1.132 to 1.141', () => {
    const leaking = ['first_seconds', 'second_seconds', 'third_bytes'];
    for (const backend of [victoriaMetrics(132), victoriaMetrics(141), victoriaMetrics(136, 6)])
      expect(namesOf(metrics, backend)).toEqual(leaking);
  });

  it('has none elsewhere', () => {
    const right = ['first_seconds', 'second', 'third_bytes'];
    for (const backend of [
      victoriaMetrics(131),
      victoriaMetrics(142),
      victoriaMetrics(136, 7),
      prometheus(12),
    ])
      expect(namesOf(metrics, backend)).toEqual(right);
  });
});

describe('an attribute that names a metric', () => {
  const named = metric('own', { attributes: new Map([['__name__', 'taken']]) });

  it('replaces its name in VictoriaMetrics', () => {
    expect(namesOf([named, metric('other')], victoriaMetrics(140))).toEqual(['taken', 'other']);
  });

  it('is ignored by Prometheus', () => {
    expect(namesOf([named, metric('other')], prometheus(12))).toEqual(['own', 'other']);
  });
});
