import * as fc from 'fast-check';
import { type Contract, expectedMetrics } from '../../src/prove/contract/index.ts';
import { DEFAULT_BACKEND } from '../../src/prove/evidence/backend-rules.ts';

const KINDS = [
  'counter',
  'counter',
  'gauge',
  'updown',
  'histogram',
  'exponentialHistogram',
  'summary',
] as const;
const OTHER_FORM: Partial<Record<string, (typeof KINDS)[number]>> = {
  histogram: 'exponentialHistogram',
  exponentialHistogram: 'histogram',
};
const WORDS = ['orders', 'order', 'wait', 'stock', 'cost', 'calls', 'orders.total', 'wait.time'] as const;
export const ATTRIBUTES = ['lane', 'zone', 'code'] as const;
export const VALUES = ['a', 'b', '500'] as const;

export type Attributes = Readonly<Record<string, string>>;

/** A metric with the attributes of its series. */
export interface WorldMetric {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly unit: string;
  /** Attributes that each of its series has. */
  readonly attributes: readonly string[];
  /** Attributes that one of its series has. */
  readonly optional: readonly string[];
  readonly series: readonly Attributes[];
  /** In the contract, and never pushed. */
  readonly isIdle: boolean;
  /** Pushed, and only in the whole contract. */
  readonly isForeign: boolean;
  /** A histogram that the contract in part has in the other form, classic or native. */
  readonly isOtherForm: boolean;
}

/** A service with its metrics, which nothing else has. */
export interface World {
  readonly job: string;
  readonly metrics: readonly WorldMetric[];
  /** `service.instance.id`; undefined if it sends none. */
  readonly instance: string | undefined;
  /** Pods that push under one job, so that `target_info` has as many series. */
  readonly pods: number;
}

/** The worlds of a seed: each has another prefix, so that all of them fit into one server. */
export function worlds(seed: number, count: number): World[] {
  return fc.sample(shape, { seed, numRuns: count }).map(({ metrics, ...rest }, at) => ({
    ...rest,
    job: `w${at}`,
    metrics: metrics.map((metric) => ({ ...metric, name: `w${at}.${metric.name}` })),
  }));
}

const metric: fc.Arbitrary<WorldMetric> = fc
  .record({
    name: fc.constantFrom(...WORDS),
    kind: fc.constantFrom(...KINDS),
    unit: fc.constantFrom('', '', 's', '{order}', '1'),
    attributes: fc.subarray([...ATTRIBUTES], { maxLength: 2 }),
    isOptional: fc.boolean(),
    values: fc.array(fc.tuple(...ATTRIBUTES.map(() => fc.constantFrom(...VALUES))), {
      minLength: 1,
      maxLength: 4,
    }),
    isIdle: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    isForeign: fc.integer({ min: 0, max: 9 }).map((dice) => dice < 3),
    isOtherForm: fc.boolean(),
  })
  .map(({ isOptional, values, ...rest }) => {
    const optional = isOptional ? ATTRIBUTES.filter((key) => !rest.attributes.includes(key)).slice(0, 1) : [];
    const sets = values.map((row, at) =>
      Object.fromEntries(
        ATTRIBUTES.flatMap((key, column) =>
          rest.attributes.includes(key) || (at === 0 && optional.includes(key))
            ? [[key, row[column] ?? 'a']]
            : [],
        ),
      ),
    );
    const series = [...new Map(sets.map((one) => [JSON.stringify(one), one])).values()];
    return { ...rest, optional, series };
  });

const shape = fc.record({
  metrics: fc.uniqueArray(metric, { minLength: 3, maxLength: 6, selector: ({ name }) => name }),
  instance: fc.constantFrom('pod-0', undefined),
  pods: fc.constantFrom(1, 2),
});

/** What lint is given: every metric as it is, or a part of them, where histograms may have another form. */
export function contractOf({ job, metrics }: World, isWhole: boolean): Contract {
  return {
    name: job,
    job,
    flushIntervalMs: 30_000,
    metrics: metrics
      .filter(({ isForeign }) => isWhole || !isForeign)
      .map(({ name, kind, unit, attributes, optional, isOtherForm }) => ({
        otlp: name,
        kind: !isWhole && isOtherForm ? (OTHER_FORM[kind] ?? kind) : kind,
        unit,
        attributes,
        optionalAttributes: optional,
        mayBeIdle: true,
      })),
  };
}

/** Names that queries ask for: those that are stored, other forms of them, and some that are not there. */
export function namesOf(world: World): {
  readonly stored: readonly string[];
  readonly absent: readonly string[];
} {
  const expected = expectedMetrics(contractOf(world, true), DEFAULT_BACKEND);
  const stored = expected.flatMap(({ series }) => series);
  const forms = expected.flatMap(({ prometheus }) => [
    prometheus,
    `${prometheus}_bucket`,
    `${prometheus}_total`,
  ]);
  return {
    stored,
    absent: [
      ...new Set([
        ...forms.filter((name) => !stored.includes(name)),
        `${world.job}_gone`,
        `${world.job}_gone_total`,
      ]),
    ],
  };
}
