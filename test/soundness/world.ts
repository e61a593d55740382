import * as fc from 'fast-check';
import { type AttributeValues, type Contract, expectedMetrics } from '../../src/prove/contract/index.ts';
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
export const ATTRIBUTES = ['lane', 'zone', 'code', 'load'] as const;
/** What each attribute is set to. */
const SENT = {
  lane: ['a', 'b', '500'],
  zone: [true, false],
  code: [200n, 500n, -1n],
  load: [1, 0.5, 1e6, 1e21, 1e-7],
} as const;
/** What the contract may say of them. */
const DECLARED: Readonly<Record<string, AttributeValues>> = {
  lane: ['a', 'b', '500'],
  zone: 'boolean',
  code: 'int',
  load: 'double',
};
const BOUNDS = [0, 0.5, 1, 5, 1000, 1e6] as const;

export type Attributes = Readonly<Record<string, string | boolean | bigint | number>>;

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
  /** Bounds of a histogram. */
  readonly bounds: readonly number[];
  /** In the contract, and never pushed. */
  readonly isIdle: boolean;
  /** Pushed, and only in the whole contract. */
  readonly isForeign: boolean;
  /** A histogram that the contract in part has in the other form, classic or native. */
  readonly isOtherForm: boolean;
}

/** A service with its metrics, which nothing else has. */
export interface World {
  readonly service: string;
  /** `service.namespace`; undefined if it sends none. */
  readonly namespace: string | undefined;
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
    service: `w${at}`,
    metrics: metrics.map((metric) => ({ ...metric, name: `w${at}.${metric.name}` })),
  }));
}

type Key = (typeof ATTRIBUTES)[number];

function mapped<T>(of: (key: Key) => T): Record<Key, T> {
  return Object.fromEntries(ATTRIBUTES.map((key) => [key, of(key)])) as Record<Key, T>;
}

const metric: fc.Arbitrary<WorldMetric> = fc
  .record({
    name: fc.constantFrom(...WORDS),
    kind: fc.constantFrom(...KINDS),
    unit: fc.constantFrom('', '', 's', '{order}', '1'),
    attributes: fc.subarray([...ATTRIBUTES], { maxLength: 2 }),
    isOptional: fc.boolean(),
    values: fc.array(fc.record(mapped((key) => fc.constantFrom(...SENT[key]))), {
      minLength: 1,
      maxLength: 4,
    }),
    bounds: fc.subarray([...BOUNDS], { minLength: 1 }),
    isIdle: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    isForeign: fc.integer({ min: 0, max: 9 }).map((dice) => dice < 3),
    isOtherForm: fc.boolean(),
  })
  .map(({ isOptional, values, ...rest }) => {
    const optional = isOptional ? ATTRIBUTES.filter((key) => !rest.attributes.includes(key)).slice(0, 1) : [];
    const sets = values.map((row, at) =>
      Object.fromEntries(
        ATTRIBUTES.flatMap((key) =>
          rest.attributes.includes(key) || (at === 0 && optional.includes(key)) ? [[key, row[key]]] : [],
        ),
      ),
    );
    const series = [...new Map(sets.map((one) => [Object.values(one).join(), one])).values()];
    return { ...rest, optional, series };
  });

const shape = fc.record({
  metrics: fc.uniqueArray(metric, { minLength: 3, maxLength: 6, selector: ({ name }) => name }),
  instance: fc.constantFrom('pod-0', undefined),
  namespace: fc.constantFrom('team', undefined),
  pods: fc.constantFrom(1, 2),
});

/** `job` as Prometheus makes it. */
export function jobOf({ service, namespace }: World): string {
  return namespace === undefined ? service : `${namespace}/${service}`;
}

/**
 * What lint is given: every metric as it is, a part of them, or a part of them where histograms may have another form. Without
 * a backend nothing shows that two metrics have the same name but for its suffix, so a part has both or none.
 */
export function contractOf(world: World, share: 'whole' | 'part' | 'other forms'): Contract {
  const own = new Set(world.metrics.filter(({ isForeign }) => !isForeign).map(({ name }) => stemOf(name)));
  return {
    name: world.service,
    job: jobOf(world),
    flushIntervalMs: 30_000,
    metrics: world.metrics
      .filter(
        ({ name, isForeign }) =>
          share === 'whole' || !isForeign || (share === 'part' && own.has(stemOf(name))),
      )
      .map(({ name, kind, unit, attributes, optional, isOtherForm, bounds }) => ({
        otlp: name,
        kind: share === 'other forms' && isOtherForm ? (OTHER_FORM[kind] ?? kind) : kind,
        unit,
        attributes,
        optionalAttributes: optional,
        mayBeIdle: true,
        values: DECLARED,
        bounds,
      })),
  };
}

function stemOf(name: string): string {
  return name.replace(/\.total$/, '');
}

/** Names that queries ask for: those that are stored, other forms of them, and some that are not there. */
export function namesOf(world: World): {
  readonly stored: readonly string[];
  readonly absent: readonly string[];
  /** Labels of the series, by their name. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
} {
  const expected = expectedMetrics(contractOf(world, 'whole'), DEFAULT_BACKEND);
  const stored = expected.flatMap(({ series }) => series);
  const forms = expected.flatMap(({ prometheus }) => [
    prometheus,
    `${prometheus}_bucket`,
    `${prometheus}_total`,
  ]);
  const own = { _bucket: ['le'], _count: [], _sum: [] };
  const labels = expected.flatMap(({ series, labels: each, optionalLabels }) =>
    series.map((name): [string, string[]] => {
      const ending = /_(?:bucket|count|sum)$/.exec(name)?.[0] as keyof typeof own | undefined;
      const special = series.length === 1 ? [] : ending ? own[ending] : ['quantile'];
      return [name, [...each, ...optionalLabels, ...special, 'job']];
    }),
  );
  return {
    stored,
    labels: new Map(labels),
    absent: [
      ...new Set([
        ...forms.filter((name) => !stored.includes(name)),
        `${world.service}_gone`,
        `${world.service}_gone_total`,
      ]),
    ],
  };
}
