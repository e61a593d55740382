import { describe, expect, it } from 'vitest';
import { parseFlavour } from './flavour.ts';
import { settingsFromFile } from './settings-file.ts';

describe('settingsFromFile with an otlp: section', () => {
  it.each([
    ['with its key', 'otlp:\n  translation_strategy: NoTranslation\n'],
    ['without its key', 'translation_strategy: NoTranslation\n'],
    ['in a whole configuration', 'global: {}\notlp: { translation_strategy: NoTranslation }\n'],
  ])('reads the section %s', (_, text) => {
    expect(settingsFromFile(text, 'prometheus')).toEqual({ translationStrategy: 'NoTranslation' });
  });

  it('returns the defaults for a configuration without the section', () => {
    expect(settingsFromFile('global: { scrape_interval: 30s }\n', 'prometheus')).toEqual({});
  });

  it.each([
    ['translation_strategy: Underscores', /otlp\.translation_strategy/],
    ['promote_resource_attribute: [a]', /promote_resource_attribute/],
    ['hello', /neither an otlp: section .* nor a list of flags/],
    ['a: [', /not valid YAML/],
  ])('throws on %s', (text, message) => {
    expect(() => settingsFromFile(text, 'prometheus')).toThrow(message);
  });

  it('throws if the backend is not a Prometheus', () => {
    expect(() => settingsFromFile('otlp: {}', 'mimir')).toThrow(/give its flags/);
  });
});

describe('settingsFromFile with a list of flags', () => {
  it('reads flags with one dash or two, with comments, and as items of a list', () => {
    const text =
      '# ours\n- "--enable-feature=type-and-unit-labels,native-histograms"\n--enable-feature otlp-deltatocumulative\n--web.enable-otlp-receiver\n';
    expect(settingsFromFile(text, 'prometheus')).toEqual({
      typeAndUnitLabels: true,
      nativeHistograms: true,
      deltaToCumulative: true,
    });
  });

  it('returns the defaults for an empty list', () => {
    expect(settingsFromFile('# none\n', 'prometheus')).toEqual({});
    expect(settingsFromFile('', 'mimir')).toEqual({});
  });

  it('returns the settings of a VictoriaMetrics', () => {
    expect(settingsFromFile('-opentelemetry.usePrometheusNaming\n', 'victoriametrics')).toMatchObject({
      usePrometheusNaming: true,
    });
  });

  it('returns the settings of a Mimir', () => {
    const text =
      '-distributor.otel-metric-suffixes-enabled=true\n-distributor.otel-promote-resource-attributes=a,b\n-validation.max-label-names-per-series=40';
    expect(settingsFromFile(text, 'mimir')).toEqual({
      metricSuffixesEnabled: true,
      promoteResourceAttributes: ['a', 'b'],
      maxLabelNamesPerSeries: 40,
    });
  });

  it.each([
    ['-opentelemetry.usePrometheusNaming', 'prometheus', /VictoriaMetrics.*--flavour victoriametrics@/],
    ['--enable-feature=a', 'mimir', /--flavour prometheus@/],
    ['-distributor.otel-translation-strategy=None', 'mimir', /UnderscoreEscapingWithSuffixes/],
  ] as const)('throws on %s for %s', (text, flavour, message) => {
    expect(() => settingsFromFile(text, flavour)).toThrow(message);
  });
});

describe('parseFlavour', () => {
  it.each([
    ['prometheus@3.5.3', { flavour: 'prometheus', version: { major: 3, minor: 5, patch: 3 } }],
    ['victoriametrics@1.145', { flavour: 'victoriametrics', version: { major: 1, minor: 145, patch: 0 } }],
    [
      'victoria-metrics@v1.145.0',
      { flavour: 'victoriametrics', version: { major: 1, minor: 145, patch: 0 } },
    ],
    ['mimir@3', { flavour: 'mimir', version: { major: 3, minor: 0, patch: 0 } }],
    ['prometheus', { flavour: 'prometheus', version: null }],
    ['thanos@1', undefined],
    ['prometheus@new', undefined],
  ])('reads %s', (text, expected) => {
    expect(parseFlavour(text)).toEqual(expected);
  });
});
