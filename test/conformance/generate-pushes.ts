import * as fc from 'fast-check';
import type { MetricJson } from '../../src/prove/translate/index.ts';
import { metrics } from './generate.ts';

/** A metric that is like another one, so that the two collide on some servers. */
type Twist = (metric: MetricJson) => MetricJson;

const KINDS = ['counter', 'updown', 'gauge', 'histogram', 'exponentialHistogram', 'summary'] as const;

const TWISTS: readonly Twist[] = [
  (metric) => metric,
  (metric) => ({ ...metric, name: metric.name.replaceAll(/[.\-/ ]/g, '_') }),
  (metric) => ({ ...metric, name: metric.name.replaceAll('_', '.') }),
  (metric) => ({ ...metric, name: `${metric.name}_total` }),
  (metric) => ({ ...metric, name: `${metric.name}.count`, kind: 'gauge', unit: '' }),
  (metric) => ({ ...metric, name: `${metric.name}_bucket`, kind: 'gauge', unit: '' }),
  (metric) => ({ ...metric, name: `${metric.name}_seconds`, unit: '' }),
  (metric) => ({ ...metric, unit: '' }),
  (metric) => ({ ...metric, unit: 's' }),
  (metric) => ({ ...metric, name: `${metric.name}.other` }),
  ...KINDS.map((kind): Twist => (metric) => ({ ...metric, kind })),
  (metric) => ({ ...metric, attributes: renamed(metric.attributes ?? {}) }),
  (metric) => ({ ...metric, attributes: { ...metric.attributes, 'host.name': 'a' } }),
  (metric) => ({ ...metric, attributes: { ...metric.attributes, job: 'own', instance: 'own' } }),
  (metric) => ({ ...metric, attributes: { ...metric.attributes, __name__: 'taken' } }),
  (metric) => ({ ...metric, temporality: 'delta' }),
];

function renamed(attributes: NonNullable<MetricJson['attributes']>): NonNullable<MetricJson['attributes']> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key.replaceAll('.', '_'), value]),
  );
}

/** Pushes of two to four metrics: variants of one metric, which share its resource and scope, or other metrics. */
const pushes: fc.Arbitrary<MetricJson[]> = fc
  .tuple(
    metrics,
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...TWISTS).map((twist) => ({ twist })) },
        { weight: 1, arbitrary: metrics.map((metric) => ({ metric })) },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([first, others]) => [
    first,
    ...others.map((other) => ('metric' in other ? other.metric : other.twist(first))),
  ]);

/** The pushes of a seed: the same for the same arguments. */
export function generatePushes(seed: number, count: number): MetricJson[][] {
  return fc.sample(pushes, { seed, numRuns: count });
}
