import { describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { importedContract } from './import.ts';

function imported(...texts: string[]): Contract {
  const files = texts.map((text, at) => ({ path: `${at + 1}.yaml`, text }));
  return importedContract(files, { name: 'shop', job: 'shop', flushIntervalMs: 60_000 });
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

  it.each([
    [
      'an extended group that is missing',
      [METRICS],
      'metric_attributes.shop.order, which is in none of the files',
    ],
    ['no metric', [COMMON], 'no group of type metric'],
    ['a file that is not a registry', ['a: 1'], '1.yaml is not a file of a semantic-convention registry'],
    ['invalid YAML', ['a: ['], '1.yaml is not valid YAML'],
    [
      'a metric without unit',
      ['groups: [{ id: m, type: metric, metric_name: a }]'],
      'needs metric_name, instrument and unit',
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
