import { describe, expect, it } from 'vitest';
import type { Backend, MetricShape } from '../../prove/translate/index.ts';
import type { AskedMetric } from './metric.ts';
import { linesOfPush } from './push.ts';

function asked(name: string, more: Partial<MetricShape> = {}): AskedMetric {
  const shape: MetricShape = {
    name,
    kind: 'gauge',
    unit: '',
    attributes: new Map(),
    resource: new Map([['service.name', 'shop']]),
    ...more,
  };
  return { name, kind: shape.kind, unit: shape.unit, description: '', shape };
}

const PROMETHEUS: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 12, patch: 0 },
  settings: {},
};
const VICTORIAMETRICS: Backend = {
  flavour: 'victoriametrics',
  version: { major: 1, minor: 140, patch: 0 },
  settings: { usePrometheusNaming: true },
};

describe('the lines about a whole push', () => {
  it('are none where the metrics do not disturb each other', () => {
    expect(linesOfPush([asked('a'), asked('b')], PROMETHEUS)).toEqual([]);
    expect(linesOfPush([asked('a')], PROMETHEUS)).toEqual([]);
  });

  it('name the metric because of which the push is rejected', () => {
    const lines = linesOfPush(
      [asked('a'), asked('b', { kind: 'counter', temporality: 'delta' })],
      PROMETHEUS,
    );
    expect(lines).toEqual([
      'To a push with all of these the server responds with 500, because of b: nothing is stored.',
    ]);
  });

  it('name metrics that become one series, and which of them is stored', () => {
    expect(linesOfPush([asked('shop.load'), asked('shop_load')], PROMETHEUS)).toEqual([
      'shop.load and shop_load become one series shop_load: of points with the same labels and time, that of shop.load, which is sent first, is stored.',
    ]);
  });

  it('name a metric that gets the unit of the one before it', () => {
    expect(linesOfPush([asked('wait', { unit: 's' }), asked('load')], VICTORIAMETRICS)).toEqual([
      'In one push in this order, load is stored as load_seconds.',
    ]);
  });
});
