import { describe, expect, it } from 'vitest';
import { EXPECTED_NAMES } from '../../../test/support/expected-names.ts';
import { createTranslator } from '../../prove/translate/index.ts';
import { ATTRIBUTES, CATALOGUE } from './index.ts';

describe('the catalogue', () => {
  it('is stored under the expected names by a Prometheus of each generation', () => {
    for (const [major, minor] of [
      [2, 53],
      [3, 5],
      [3, 16],
    ] as const) {
      const translator = createTranslator({
        flavour: 'prometheus',
        version: { major, minor, patch: 0 },
        settings: {},
      });
      const names = CATALOGUE.map(({ name, kind, unit }) => [name, translator.metricName(name, kind, unit)]);
      expect(Object.fromEntries(names)).toEqual(EXPECTED_NAMES);
    }
  });

  it('has attributes that become labels unchanged', () => {
    const translator = createTranslator({
      flavour: 'prometheus',
      version: { major: 3, minor: 5, patch: 3 },
      settings: {},
    });
    for (const key of Object.keys(ATTRIBUTES)) expect(translator.labelName(key)).toBe(key);
  });

  it('has buckets that grow and reach what their histogram measures', () => {
    for (const metric of CATALOGUE) {
      if (metric.kind !== 'histogram') continue;
      const bounds: readonly number[] = metric.buckets;
      expect([...bounds].toSorted((a, b) => a - b)).toEqual(bounds);
      if (metric.name.endsWith('_ms')) expect(bounds.at(-1)).toBeGreaterThanOrEqual(3_600_000);
    }
  });
});
