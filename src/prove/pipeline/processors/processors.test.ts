import { describe, expect, it } from 'vitest';
import { enteringWith, type Passing, shapeOf } from '../passing.ts';
import { processorOf } from './index.ts';

const requests = (kind: Passing['kind'] = 'counter', name = 'shop.requests'): Passing =>
  enteringWith({ name, kind, unit: 's' }, ['area', 'user.id'], new Map([['service.name', 'shop']]));

/** What a processor makes of a metric, as far as it differs. */
function after(name: string, config: unknown, metric = requests()): unknown {
  const passed = processorOf(name, config)(metric);
  if (passed.droppedBy) return `dropped: ${passed.droppedBy.text}`;
  if (passed.unjudged.length > 0) return `not judged: ${passed.unjudged.map(({ text }) => text).join('; ')}`;
  const shape = shapeOf(passed);
  const before = shapeOf(metric);
  const differs: Record<string, unknown> = {};
  for (const key of ['name', 'kind', 'unit', 'temporality'] as const)
    if (shape[key] !== before[key]) differs[key] = shape[key];
  for (const map of ['attributes', 'resource'] as const) {
    const keys = [...shape[map].keys()];
    if (keys.join(' ') !== [...before[map].keys()].join(' ')) differs[map] = keys;
  }
  return differs;
}

describe('a processor of a collector', () => {
  it.each<[string, unknown, unknown]>([
    ['batch', {}, {}],
    ['memory_limiter', { limit_mib: 1 }, {}],
    ['attributes', { actions: [{ key: 'area', action: 'delete' }] }, { attributes: ['user.id'] }],
    ['attributes/x', { actions: [{ pattern: '^user\\.', action: 'delete' }] }, { attributes: ['area'] }],
    [
      'attributes',
      {
        include: { match_type: 'strict', metric_names: ['other'] },
        actions: [{ key: 'area', action: 'delete' }],
      },
      {},
    ],
    [
      'attributes',
      {
        include: { match_type: 'regexp', metric_names: ['^shop'] },
        actions: [{ key: 'area', action: 'delete' }],
      },
      { attributes: ['user.id'] },
    ],
    [
      'attributes',
      {
        include: { match_type: 'strict', attributes: [{ key: 'a' }] },
        actions: [{ key: 'area', action: 'delete' }],
      },
      'not judged: its include or exclude was not evaluated',
    ],
    [
      'attributes',
      { actions: [{ key: 'zone', action: 'insert', value: 'a' }] },
      { attributes: ['area', 'user.id', 'zone'] },
    ],
    ['resource', { attributes: [{ key: 'service.name', action: 'delete' }] }, { resource: [] }],
    ['resource', { attributes: [{ key: 'service.name', action: 'upsert', from_attribute: 'x' }] }, {}],
    ['cumulativetodelta', {}, { temporality: 'delta' }],
    ['cumulative_to_delta', { include: { match_type: 'strict', metrics: ['other'] } }, {}],
    ['cumulativetodelta', { exclude: { match_type: 'regexp', metrics: ['^shop'] } }, {}],
    ['cumulativetodelta', { include: { metric_types: ['histogram'] } }, {}],
    ['deltatocumulative', {}, {}],
    ['groupbyattrs', { keys: ['area'] }, { attributes: ['user.id'], resource: ['service.name', 'area'] }],
    ['redaction', {}, 'not judged: the processor redaction is not read'],
  ])('%s with %j makes %j', (name, config, expected) => {
    expect(after(name, config)).toEqual(expected);
  });

  it('leaves a sum that is not monotonic cumulative', () => {
    expect(after('cumulativetodelta', {}, requests('updown'))).toEqual({});
  });

  it.each<[object, unknown]>([
    [{ include: 'shop.requests', action: 'update', new_name: 'site.calls' }, { name: 'site.calls' }],
    [
      { include: 'shop\\.(.*)', match_type: 'regexp', action: 'update', new_name: 'site.${1}' },
      { name: 'site.requests' },
    ],
    [{ include: 'shop\\.(.*)', match_type: 'strict', action: 'update', new_name: 'x' }, {}],
    [{ include: 'shop.requests', action: 'insert', new_name: 'copy' }, {}],
    [
      { include: '^shop\\.(?P<what>.*)$', match_type: 'regexp', action: 'combine', new_name: 'shop.all' },
      { name: 'shop.all', attributes: ['area', 'user.id', 'what'] },
    ],
    [
      {
        include: 'shop.requests',
        action: 'update',
        operations: [{ action: 'aggregate_labels', label_set: ['area'] }],
      },
      { attributes: ['area'] },
    ],
    [
      {
        include: 'shop.requests',
        action: 'update',
        operations: [{ action: 'update_label', label: 'area', new_label: 'region' }],
      },
      { attributes: ['user.id', 'region'] },
    ],
    [
      { include: 'shop.requests', action: 'update', new_name: 'x', experimental_match_labels: { area: 'a' } },
      'not judged: experimental_match_labels was not evaluated',
    ],
  ])('metricstransform with %j makes %j', (transform, expected) => {
    expect(after('metricstransform', { transforms: [transform] })).toEqual(expected);
  });
});

describe('the processor filter', () => {
  it.each<[object, string[]]>([
    [{ metric: ['name == "a.b"'] }, ['a.b']],
    [{ metric: ['name != "other"'] }, ['a.b', 'a.c']],
    [{ metric: ['IsMatch(name, "^a\\\\.")'] }, ['a.b', 'a.c']],
    [{ metric: ['not IsMatch(name, "a.")'] }, ['other']],
    [{ metric: ['HasPrefix(metric.name, "a.c")', 'name == "other"'] }, ['a.c', 'other']],
    [{ metric: ['type == METRIC_DATA_TYPE_SUM and not (name == "a.b")'] }, ['a.c', 'other']],
    [{ metric: ['unit == "ms"'] }, []],
    [{ metric: ['resource.attributes["service.name"] == "shop" and name == "other"'] }, ['other']],
    [{ resource: ['attributes["service.name"] == "another"'] }, []],
    [{ datapoint: ['metric.name == "other" or metric.name == "a.b"'] }, ['a.b', 'other']],
    [{ exclude: { match_type: 'regexp', metric_names: ['b$'] } }, ['a.b']],
    [{ include: { match_type: 'strict', metric_names: ['other'] } }, ['a.b', 'a.c']],
    [{}, []],
  ])('with %j drops %j', (metrics, names) => {
    const filter = processorOf('filter/x', { metrics });
    const dropped = ['a.b', 'a.c', 'other'].filter((name) => filter(requests('counter', name)).droppedBy);
    expect(dropped).toEqual(names);
  });

  it('reads conditions whose paths name their context', () => {
    expect(after('filter', { metric_conditions: ['metric.name == "shop.requests"'] })).toBe(
      'dropped: metric.name == "shop.requests"',
    );
  });

  it.each(['attributes["area"] == "x"', 'resource.attributes["zone"] == "x"', 'Unknown(name)', 'name =='])(
    'does not judge %s',
    (condition) => {
      expect(after('filter', { metrics: { datapoint: [condition] } })).toBe(
        `not judged: ${condition} was not evaluated`,
      );
    },
  );
});

describe('the processor transform', () => {
  it.each<[string, unknown]>([
    ['set(metric.name, "site.calls")', { name: 'site.calls' }],
    ['set(metric.name, Concat(["site", metric.name], "."))', { name: 'site.shop.requests' }],
    ['set(metric.unit, "")', { unit: '' }],
    ['set(metric.description, "x")', {}],
    ['replace_pattern(metric.name, "^shop\\\\.(\\\\w+)$", "$1.shop")', { name: 'requests.shop' }],
    ['delete_key(datapoint.attributes, "area")', { attributes: ['user.id'] }],
    ['delete_key(datapoint.attributes, "area") where metric.name == "other"', {}],
    ['delete_matching_keys(datapoint.attributes, "^user")', { attributes: ['area'] }],
    ['keep_keys(datapoint.attributes, ["area"])', { attributes: ['area'] }],
    ['keep_matching_keys(datapoint.attributes, "^a")', { attributes: ['area'] }],
    ['delete_key(resource.attributes, "service.name")', { resource: [] }],
    [
      'set(datapoint.attributes["zone"], resource.attributes["service.name"])',
      { attributes: ['area', 'user.id', 'zone'] },
    ],
    ['convert_sum_to_gauge()', { kind: 'gauge' }],
    ['set(metric.aggregation_temporality, AGGREGATION_TEMPORALITY_DELTA)', { temporality: 'delta' }],
    [
      'set(metric.name, "x") where datapoint.attributes["area"] == "a"',
      'not judged: set(metric.name, "x") where datapoint.attributes["area"] == "a" was not evaluated',
    ],
    ['flatten(datapoint.attributes)', 'not judged: flatten(datapoint.attributes) was not evaluated'],
    ['set(metric.name', 'not judged: set(metric.name was not evaluated'],
  ])('with %s makes %j', (statement, expected) => {
    expect(after('transform', { metric_statements: [statement] })).toEqual(expected);
  });

  it('begins paths in the context of the group', () => {
    const group = { context: 'datapoint', statements: ['delete_key(attributes, "area")'] };
    expect(after('transform', { metric_statements: [group] })).toEqual({ attributes: ['user.id'] });
  });

  it('applies a group where one of its conditions holds', () => {
    const group = (conditions: string[]) => ({
      metric_statements: [{ context: 'metric', conditions, statements: ['set(name, "x")'] }],
    });
    expect(after('transform', group(['name == "a"', 'unit == "s"']))).toEqual({ name: 'x' });
    expect(after('transform', group(['name == "a"']))).toEqual({});
  });
});
