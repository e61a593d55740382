import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelFact } from '../selector.ts';
import { calicoSelector } from './selector.ts';

const LABELS = { app: 'web', tier: 'front-1', 'k8s.io/x': 'y' };

const matches = (text: string, labels: Record<string, string> = LABELS, partial = false) =>
  calicoSelector(text)?.((key) => labelFact(labels, key, partial)).answer;

describe('a selector of Calico', () => {
  it.each<[string, boolean]>([
    ['', true],
    ['all()', true],
    ['app == "web"', true],
    ["app=='web'", true],
    ['app != "web"', false],
    ['gone != "web"', true],
    ['app in {"web", "db"}', true],
    ['app in {}', false],
    ['app not in { "web" }', false],
    ['gone not in { "web" }', true],
    ['has(k8s.io/x)', true],
    ['!has(app)', false],
    ['! has( gone )', true],
    ['!!has(app)', true],
    ['tier starts with "front"', true],
    ['tier ends with "2"', false],
    ['tier contains "ont"', true],
    ['gone contains ""', false],
    ['app == "db" || tier == "front-1"', true],
    ['app == "db" && tier == "x" || all()', true],
    ['app == "db" && (tier == "x" || all())', false],
    ['!(app == "db")', true],
  ])('%s: %s', (text, expected) => {
    expect(matches(text)).toBe(expected ? 'yes' : 'no');
  });

  it.each([
    'app',
    'app = "web"',
    'app == web',
    'app == "web',
    '&& all()',
    'all() all()',
    '(all()',
    'has(',
    'app in {"a"',
    '@',
  ])('cannot be read: %s', (text) => {
    expect(calicoSelector(text)).toBeUndefined();
  });

  it('is not decided by labels that are not known', () => {
    expect(matches('gone == "x"', LABELS, true)).toBe('unknown');
    expect(matches('gone == "x" && app == "db"', LABELS, true)).toBe('no');
    expect(matches('!has(gone)', LABELS, true)).toBe('unknown');
  });

  it('reads what it wrote, with && before || and ! before both', () => {
    const leaf = fc.constantFrom(
      { text: 'app == "web"', value: true },
      { text: 'app == "db"', value: false },
      { text: 'has(tier)', value: true },
      { text: 'gone in {"a"}', value: false },
    );
    const { term } = fc.letrec<{ term: { text: string; value: boolean } }>((tie) => ({
      term: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('term').map((inner) => ({ text: `!(${inner.text})`, value: !inner.value })),
        fc.array(tie('term'), { minLength: 2, maxLength: 3 }).map((parts) => ({
          text: `(${parts.map(({ text }) => text).join(' && ')})`,
          value: parts.every(({ value }) => value),
        })),
        fc.array(tie('term'), { minLength: 2, maxLength: 3 }).map((parts) => ({
          text: `(${parts.map(({ text }) => text).join(' || ')})`,
          value: parts.some(({ value }) => value),
        })),
      ),
    }));
    fc.assert(
      fc.property(term, ({ text, value }) => {
        expect(matches(text)).toBe(value ? 'yes' : 'no');
      }),
      { numRuns: 300 },
    );
  });
});
