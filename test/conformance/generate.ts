import * as fc from 'fast-check';
import type { MetricJson } from '../../src/prove/translate/index.ts';

type Attributes = NonNullable<MetricJson['attributes']>;

/** Parts of names, which the rules of some server or version treat specially. */
const WORDS = [
  'openclaw',
  'http',
  'total',
  'ratio',
  'seconds',
  'ms',
  'milliseconds',
  'bytes',
  'per',
  'second',
  'count',
  'sum',
  'bucket',
  'info',
  'created',
  'Aa',
  'ABC',
  'x1',
  '1x',
  '9',
  'percent',
  'target_info',
  'go',
  'le',
  'é',
  '中',
  'ß',
  '🙂',
  '%',
  '/',
  '-',
  ':',
  '_',
  '__',
  ' ',
  '{',
  '}',
  '"',
  '\\',
  '@',
  '$',
] as const;
const SEPARATORS = ['.', '_', '', '-', '..', '__', ':', '/', ' ', '._', '_.'] as const;

const UNITS = [
  '',
  '',
  '',
  '1',
  's',
  'ms',
  'us',
  'ns',
  'min',
  'h',
  'd',
  'By',
  'KiBy',
  'MBy',
  'GBy',
  'kBy',
  '%',
  'Cel',
  'Hz',
  'm',
  'V',
  'A',
  'J',
  'W',
  'g',
  'By/s',
  's/By',
  'm/s',
  '1/s',
  'ms/{request}',
  '{token}',
  '{token}/s',
  '{a b}',
  'USD',
  'foo',
  'foo/bar',
  'By/{x}',
  '/s',
  's/',
  'a.b',
  'é',
  '_s',
  's_',
  '  s ',
  'By/mo',
  'requests',
  'total',
  '{',
  '}',
] as const;

const KEYS = [
  'model',
  'provider',
  'a.b',
  'a_b',
  'a-b',
  'a..b',
  'a__b',
  'A.B',
  '_a',
  '__a',
  '1a',
  'key_1a',
  'a:b',
  'é',
  'aé',
  '中',
  'job',
  'instance',
  'host.name',
  'service.name',
  'otel_scope_name',
  'otel.scope.name',
  'exported_job',
  'a b',
  'a/b',
  '%',
  '_',
  '__',
  '_x.y',
  'x.',
  '.x',
  'unit',
  'type',
  '__unit__',
  '__type__',
] as const;

const RESOURCE_KEYS = [
  'service.namespace',
  'host.name',
  'deployment.environment',
  'process.pid',
  'a.b',
  '_x.y',
  '1r',
  'é.r',
  'r-r',
  'job',
  'cloud.region',
  'r__r',
  'telemetry.sdk.name',
] as const;

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z]{1,8}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 4 }) },
);

const name = fc
  .array(fc.tuple(word, fc.constantFrom(...SEPARATORS)), { minLength: 1, maxLength: 4 })
  .map((parts) =>
    parts.map(([text, separator], at) => (at === parts.length - 1 ? text : text + separator)).join(''),
  );

const value: fc.Arbitrary<Attributes[string]> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'telegram', 'é', 'a;b', '"', '\\', '') },
  { weight: 1, arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.array(fc.constantFrom('x', 'y', 1, true), { maxLength: 3 }) },
);

const attributes = (keys: readonly string[], most: number): fc.Arbitrary<Attributes> =>
  fc.dictionary(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...keys) },
      { weight: 1, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_.:-]{1,6}$/) },
    ),
    value,
    { maxKeys: most, noNullPrototype: true },
  );

const scope = fc.option(
  fc.record({
    name: fc.constantFrom('openclaw', 'lib.a', ''),
    version: fc.constantFrom('', '1.0.0'),
    attributes: attributes(['s.a', 's_a', 'team'], 2),
  }),
  { nil: undefined, freq: 3 },
);

/**
 * A metric that OTLP can carry. Keys that a server adds to series itself (`le`, `quantile`) are left out: of two labels with
 * one name, the values decide which one a histogram's series has.
 */
export const metrics: fc.Arbitrary<MetricJson> = fc
  .record({
    name: fc.oneof({ weight: 40, arbitrary: name }, { weight: 1, arbitrary: fc.constant('') }),
    kind: fc.constantFrom(
      'counter',
      'counter',
      'updown',
      'gauge',
      'histogram',
      'exponentialHistogram',
      'summary',
    ),
    temporality: fc.oneof(
      { weight: 12, arbitrary: fc.constant('cumulative' as const) },
      { weight: 1, arbitrary: fc.constant('delta' as const) },
    ),
    unit: fc.constantFrom(...UNITS),
    attributes: attributes(KEYS, 4),
    resource: fc.tuple(
      fc.option(fc.constantFrom('openclaw', 'é', 'a/b', ''), { nil: undefined, freq: 8 }),
      attributes(RESOURCE_KEYS, 4),
    ),
    scope,
  })
  .map(({ resource: [service, rest], scope: own, ...metric }) => ({
    ...metric,
    resource: service === undefined ? rest : { 'service.name': service, ...rest },
    ...(own === undefined ? {} : { scope: own }),
  }))
  .filter(({ attributes: own }) => !('le' in own) && !('quantile' in own));

/** The metrics of a seed: the same for the same arguments. */
export function generate(seed: number, count: number): MetricJson[] {
  return fc.sample(metrics, { seed, numRuns: count });
}

/** Metrics that are one step simpler, to find the smallest one that still differs. */
export function* simpler(metric: MetricJson): Generator<MetricJson> {
  const { attributes: own = {}, resource = {}, unit = '', scope: meter, temporality } = metric;
  for (const key of Object.keys(own)) yield { ...metric, attributes: without(own, key) };
  for (const key of Object.keys(resource)) yield { ...metric, resource: without(resource, key) };
  if (meter !== undefined) {
    const { scope: _, ...rest } = metric;
    yield rest;
  }
  if (unit !== '') yield { ...metric, unit: '' };
  if (temporality !== 'cumulative') yield { ...metric, temporality: 'cumulative' };
  if (metric.kind !== 'gauge') yield { ...metric, kind: 'gauge' };
  const letters = Array.from(metric.name);
  for (let at = 0; at < letters.length; at += 1) yield { ...metric, name: letters.toSpliced(at, 1).join('') };
  for (const [key, text] of Object.entries(own))
    if (text !== 'a') yield { ...metric, attributes: { ...own, [key]: 'a' } };
}

function without(attributes: Attributes, key: string): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== key));
}
