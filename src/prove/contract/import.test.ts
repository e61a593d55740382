import { describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { importedContract } from './import.ts';

function imported(...texts: string[]): Contract {
  const files = texts.map((text, at) => ({ path: `${at + 1}.yaml`, text, isNamed: true }));
  return importedContract(files, { name: 'shop', job: 'shop', flushIntervalMs: 60_000 }).contract;
}

const COMMON = `
groups:
  - id: metric_attributes.shop.order
    type: attribute_group
    brief: Common
    attributes:
      - ref: shop.country
        requirement_level: required
      - ref: error.type
        requirement_level:
          conditionally_required: if it failed
`;

const METRICS = `
groups:
  - id: metric.shop.order.duration
    type: metric
    metric_name: shop.order.duration
    brief: >
      Time from the order
      to its answer
    instrument: histogram
    unit: "s"
    extends: metric_attributes.shop.order
    attributes:
      - ref: shop.channel
      - ref: shop.debug
        requirement_level: opt_in
      - ref: shop.country
  - id: metric.shop.stock
    type: metric
    metric_name: shop.stock
    instrument: updowncounter
    unit: "{item}"
  - id: metric.shop.old
    type: metric
    metric_name: shop.old
    deprecated: { reason: obsoleted }
    instrument: gauge
    unit: "1"
`;

describe('importedContract', () => {
  it('has the metrics of the registry, with the attributes of the groups that they extend', () => {
    expect(imported(COMMON, METRICS)).toEqual({
      name: 'shop',
      job: 'shop',
      flushIntervalMs: 60_000,
      metrics: [
        {
          otlp: 'shop.order.duration',
          kind: 'histogram',
          unit: 's',
          attributes: ['shop.country', 'shop.channel'],
          optionalAttributes: ['error.type', 'shop.debug'],
          mayBeIdle: false,
          description: 'Time from the order to its answer',
        },
        { otlp: 'shop.stock', kind: 'updown', unit: '{item}', attributes: [], mayBeIdle: false },
      ],
    });
  });

  it('prefixes attributes that a group defines itself', () => {
    const text = `groups: [{ id: m, type: metric, metric_name: a.b, instrument: gauge, unit: "1", prefix: a, attributes: [{ id: kind, type: string }] }]`;
    expect(imported(text).metrics[0]?.attributes).toEqual(['a.kind']);
  });

  it('reads definition/2 beside the first format, and passes over a manifest', () => {
    const second = `
file_format: definition/2
attributes: [{ key: shop.lane, type: string, stability: development, brief: Lane }]
attribute_groups:
  - { id: shop.order, visibility: internal, attributes: [{ ref: shop.lane, requirement_level: opt_in }, { ref: shop.till }] }
metrics:
  - name: shop.orders
    instrument: counter
    unit: "{order}"
    brief: Orders
    attributes:
      - ref_group: shop.order
      - ref: shop.till
        requirement_level: { conditionally_required: at a till }
`;
    const manifest = 'name: shop\nschema_url: https://example.com/1.0.0\n';
    const { metrics } = imported(COMMON, METRICS, second, manifest);
    expect(metrics.map(({ otlp }) => otlp)).toEqual(['shop.order.duration', 'shop.stock', 'shop.orders']);
    expect(metrics[2]).toEqual({
      otlp: 'shop.orders',
      kind: 'counter',
      unit: '{order}',
      attributes: [],
      optionalAttributes: ['shop.lane', 'shop.till'],
      mayBeIdle: false,
      description: 'Orders',
    });
  });

  it('names files of a folder that are not of a registry', () => {
    const files = [
      { path: 'model/metrics.yaml', text: `${COMMON}${METRICS.replace(/\s*groups:/, '')}`, isNamed: false },
      { path: 'model/ci.yaml', text: 'on: push', isNamed: false },
    ];
    const { contract, passedOver } = importedContract(files, { name: 'shop', flushIntervalMs: 60_000 });
    expect(passedOver).toEqual(['model/ci.yaml']);
    expect(contract.metrics).toHaveLength(2);
  });

  it.each([
    ['a format that is not known', ['file_format: definition/3'], 'definition/3 is not known'],
    [
      'an extended group that is missing',
      [METRICS],
      'metric_attributes.shop.order, which is in none of the files',
    ],
    ['no metric', [COMMON], 'no metric is defined'],
    ['a file that is not a registry', ['a: 1'], '1.yaml is not a file of a semantic-convention registry'],
    ['invalid YAML', ['a: ['], '1.yaml is not valid YAML'],
    [
      'a metric without unit',
      ['groups: [{ id: m, type: metric, metric_name: a }]'],
      'needs a name, instrument and unit',
    ],
    [
      'a cycle',
      ['groups: [{ id: m, type: metric, metric_name: a, instrument: gauge, unit: s, extends: m }]'],
      'remove the cycle',
    ],
  ])('throws on %s', (_, texts, message) => {
    expect(() => imported(...texts)).toThrow(message);
  });
});
