import { describe, expect, it } from 'vitest';

import type { MimirSettings } from '../backend.ts';
import { metricFromJson, type MetricJson } from '../metric-json.ts';
import { SettingsError } from '../prometheus/settings.ts';
import { translate } from '../translate.ts';
import type { Translation } from '../types.ts';

function stored(json: Partial<MetricJson>, settings: MimirSettings = {}): Translation {
  const metric = metricFromJson({
    name: 'x',
    kind: 'gauge',
    resource: { 'service.name': 's', h: '1' },
    ...json,
  });
  return translate(metric, { flavour: 'mimir', version: { major: 3, minor: 0, patch: 0 }, settings });
}

describe('Mimir', () => {
  it('appends suffixes only where a setting asks for them', () => {
    const json = { name: 'openclaw.tokens', kind: 'counter', unit: 'ms' } as const;
    expect(stored(json).series).toEqual(['openclaw_tokens']);
    expect(stored(json, { metricSuffixesEnabled: true }).series).toEqual([
      'openclaw_tokens_milliseconds_total',
    ]);
    expect(stored(json, { nameValidationScheme: 'utf8' }).series).toEqual(['openclaw.tokens']);
    expect(stored(json, { translationStrategy: 'NoUTF8EscapingWithSuffixes' }).series).toEqual([
      'openclaw.tokens_milliseconds_total',
    ]);
  });

  it('stores the rest of a push and responds 400 where a part is lost', () => {
    const delta = { kind: 'counter', temporality: 'delta' } as const;
    expect(stored(delta)).toMatchObject({
      status: 400,
      series: [],
      labels: null,
      targetInfo: [{ h: '1', job: 's' }],
    });
    expect(stored({ name: 'é' })).toMatchObject({ status: 400, series: [], targetInfo: [{ h: '1' }] });
    expect(stored({ resource: { 'service.name': 's', __: '1' } })).toMatchObject({
      status: 400,
      series: ['x'],
      targetInfo: [],
    });
  });

  it('keeps an exponential histogram under its bare name', () => {
    expect(stored({ kind: 'exphistogram' })).toMatchObject({ status: 200, series: ['x'] });
  });

  it('limits labels, with a higher limit for metrics that end in _info', () => {
    const settings = { maxLabelNamesPerSeries: 3, maxLabelNamesPerInfoSeries: 4 };
    const attributes = { a: '1' };
    expect(stored({ attributes, kind: 'histogram' }, settings)).toMatchObject({
      status: 400,
      series: ['x_count', 'x_sum'],
    });
    expect(stored({ attributes: { a: '1', b: '2' } }, settings).series).toEqual([]);
    expect(stored({ name: 'x_info', attributes: { a: '1', b: '2' } }, settings).series).toEqual(['x_info']);
    expect(stored({ attributes: { a: 'v'.repeat(2049) } }).status).toBe(400);
  });

  it('leaves out a whole resource whose promoted attribute has no name', () => {
    const json = { resource: { 'service.name': 's', h: '1', __: '2' } };
    expect(stored(json, { promoteResourceAttributes: ['__'] })).toMatchObject({
      status: 400,
      series: [],
      targetInfo: [],
    });
  });

  it('does not start with a strategy and a scheme that contradict each other', () => {
    const settings = { translationStrategy: 'NoTranslation', nameValidationScheme: 'legacy' } as const;
    expect(() => stored({}, settings)).toThrow(SettingsError);
    expect(() => stored({}, settings)).toThrow('Set the scheme to utf8.');
  });
});
