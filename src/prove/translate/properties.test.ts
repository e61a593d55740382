import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { joinedWords, withUnderscores } from './ascii.ts';
import type { Backend, PrometheusSettings } from './backend.ts';
import { labelCollisions } from './collisions.ts';
import { escapedLabel, strictLabelNamer } from './label-name.ts';
import { byCodePoint } from './labels.ts';
import { escapedWithoutSuffixes, escapedWithSuffixes } from './prometheus/metric-name.ts';
import { createTranslator } from './translate.ts';
import type { AttributeValue, MetricKind, MetricShape } from './types.ts';

/** Text with the characters that matter in names, and any others. */
const text = fc.oneof(
  fc.stringMatching(/^[a-z0-9_.:/ -]{0,12}$/),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc
    .array(fc.constantFrom('total', 'ratio', 'seconds', 'a', '1', '_', '.', 'é', '😀', '__'), {
      maxLength: 6,
    })
    .map((parts) => parts.join('.')),
);

const kind = fc.constantFrom<MetricKind[]>(
  'counter',
  'updown',
  'gauge',
  'histogram',
  'exponentialHistogram',
  'summary',
);

const unit = fc.oneof(fc.constantFrom('', '1', 's', 'By', 'By/s', '{x}', '%', 'µs'), text);

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.double().map((double) => ({ double })),
  fc.constant(null),
  fc.uint8Array({ maxLength: 3 }),
  fc.array(text, { maxLength: 2 }),
  fc.array(fc.tuple(text, text), { maxLength: 2 }).map((entries) => new Map(entries)),
);

const attributes = fc.array(fc.tuple(text, value), { maxLength: 5 }).map((entries) => new Map(entries));

const identity = fc.constantFrom('service.name', 'service.namespace', 'service.instance.id', 'host.name');
const resource = fc.array(fc.tuple(identity, value), { maxLength: 4 }).map((entries) => new Map(entries));

const metric: fc.Arbitrary<MetricShape> = fc.record({ name: text, kind, unit, attributes, resource });

function prometheus(minor: number, settings: PrometheusSettings = {}): Backend {
  return { flavour: 'prometheus', version: { major: 3, minor, patch: 0 }, settings };
}

const ESCAPING: readonly (readonly [string, Backend])[] = [
  ['Prometheus 3.0', prometheus(0)],
  ['Prometheus 3.5', prometheus(5)],
  ['Prometheus 3.12', prometheus(12)],
  [
    'Prometheus 3.12 without suffixes',
    prometheus(12, { translationStrategy: 'UnderscoreEscapingWithoutSuffixes' }),
  ],
  ['Mimir', { flavour: 'mimir', version: { major: 3, minor: 0, patch: 0 }, settings: {} }],
];

describe.each(ESCAPING)('names that %s makes', (_, backend) => {
  const translator = createTranslator(backend);

  it('are valid for any client, whatever is sent', () => {
    fc.assert(
      fc.property(metric, (sent) => {
        const stored = translator.translate(sent);
        for (const name of stored.series) expect(name).toMatch(/^[A-Za-z_:][A-Za-z0-9_:]*$/);
        for (const labels of [stored.labels ?? {}, ...stored.targetInfo]) {
          for (const [name, text] of Object.entries(labels)) {
            expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
            expect(text).not.toBe('');
          }
        }
      }),
    );
  });

  it('stay as they are when they are translated again', () => {
    fc.assert(
      fc.property(text, text, (name, key) => {
        const named = translator.metricName(name, 'histogram', '');
        expect(translator.metricName(named, 'histogram', '')).toBe(named);
        const label = translator.labelName(key);
        expect(translator.labelName(label)).toBe(label);
      }),
    );
  });
});

describe('a translation', () => {
  it('is the same for the same metric each time, with or without reasons', () => {
    const backends = [
      ...ESCAPING.map(([, backend]) => backend),
      prometheus(12, { translationStrategy: 'NoTranslation' }),
    ];
    fc.assert(
      fc.property(metric, fc.constantFrom(...backends), (sent, backend) => {
        const translator = createTranslator(backend);
        const first = translator.translate(sent);
        expect(translator.translate(sent)).toEqual(first);
        const { why, ...rest } = translator.translate(sent, { explain: true });
        expect({ ...rest, why: [] }).toEqual(first);
        expect(why.length).toBeGreaterThan(0);
      }),
    );
  });

  it('appends the unit of a name and the type once', () => {
    fc.assert(
      fc.property(text, kind, fc.constantFrom('', '1', 's', 'By', '%'), (name, kind, unit) => {
        const named = escapedWithSuffixes(name, kind, unit);
        expect(escapedWithSuffixes(named, kind, unit)).toBe(named);
      }),
    );
  });
});

describe('colliding keys', () => {
  it('are found, and their values joined in the order of the keys', () => {
    const translator = createTranslator(prometheus(5));
    const keys = fc.uniqueArray(fc.stringMatching(/^a[._-]b[._-]?$/), { minLength: 1 });
    fc.assert(
      fc.property(keys, (keys) => {
        const labels = translator.within(new Map()).labels(new Map(keys.map((key) => [key, key])));
        const collisions = labelCollisions(keys, escapedLabel);
        for (const [label, joined] of labels ?? []) {
          const from = joined.split(';');
          expect(from).toEqual(from.toSorted(byCodePoint));
          expect(from.every((key) => escapedLabel(key) === label)).toBe(true);
          expect(collisions.get(label)?.toSorted(byCodePoint) ?? from).toEqual(from);
        }
      }),
    );
  });
});

describe('one pass over the characters', () => {
  it('has the same result as a regular expression', () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(withUnderscores(name)).toBe(name.replace(/[^A-Za-z0-9]/gu, '_'));
        expect(joinedWords(name)).toBe((name.match(/[A-Za-z0-9:]+/g) ?? []).join('_'));
      }),
    );
  });

  it('accepts names of any length', () => {
    const long = 'é.a'.repeat(5000);
    expect(withUnderscores(long)).toBe('__a'.repeat(5000));
    expect(joinedWords(long)).toBe(Array.from({ length: 5000 }, () => 'a').join('_'));
  });
});

describe('label names of the specification', () => {
  it('have double underscores only in reserved names', () => {
    const namer = strictLabelNamer({ sanitizeUnderscore: false, preserveUnderscores: false });
    fc.assert(
      fc.property(text, (key) => {
        expect(namer(key).replace(/^__(.*)__$/, '$1')).not.toContain('__');
        expect(escapedWithoutSuffixes(namer(key))).toBe(namer(key));
      }),
    );
  });
});
