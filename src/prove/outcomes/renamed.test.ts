import { describe, expect, it } from 'vitest';
import type { Renaming } from '../evidence/arrival/renaming.ts';
import type { Backend, MimirSettings, PrometheusSettings } from '../translate/index.ts';
import { fixOfRenaming, modeOfRenaming } from './renamed.ts';

const VERSION = { major: 3, minor: 12, patch: 0 };
const prometheus = (settings: PrometheusSettings): Backend => ({
  flavour: 'prometheus',
  version: VERSION,
  settings,
});
const mimir = (settings: MimirSettings): Backend => ({ flavour: 'mimir', version: VERSION, settings });
const victoriaMetrics: Backend = { flavour: 'victoriametrics', version: VERSION, settings: {} };

const fix = (found: string, cause: Renaming, backend: Backend, assumptions: readonly string[] = []): string =>
  fixOfRenaming({ prometheus: 'shop_sales_total', found, cause }, { backend, assumptions });

describe('fixOfRenaming', () => {
  it.each<[string, Renaming, Backend, string]>([
    [
      'shop_sales',
      { by: 'settings' },
      prometheus({ translationStrategy: 'UnderscoreEscapingWithoutSuffixes' }),
      'query the stored name, or set otlp.translation_strategy of Prometheus to UnderscoreEscapingWithSuffixes',
    ],
    [
      'shop.sales',
      { by: 'settings' },
      victoriaMetrics,
      'quote the stored name in the query, or start VictoriaMetrics with -opentelemetry.usePrometheusNaming',
    ],
    [
      'shop_sales',
      { by: 'settings' },
      mimir({}),
      'query the stored name, or set on Mimir -distributor.otel-metric-suffixes-enabled=true',
    ],
    [
      'shop.sales',
      { by: 'settings' },
      mimir({ translationStrategy: 'NoTranslation' }),
      'quote the stored name in the query, or set on Mimir -distributor.otel-translation-strategy=UnderscoreEscapingWithSuffixes',
    ],
    [
      'shop.sales_total',
      { by: 'settings' },
      mimir({ metricSuffixesEnabled: true, nameValidationScheme: 'utf8' }),
      'quote the stored name in the query, or set on Mimir -validation.name-validation-scheme=legacy',
    ],
    [
      'shop_wait_ms_milliseconds_count',
      { by: 'native histogram' },
      prometheus({ convertHistogramsToNhcb: true }),
      'set otlp.convert_histograms_to_nhcb to false, or query it as a native histogram, without _bucket',
    ],
    [
      'shop_wait_ms',
      { by: 'native histogram' },
      prometheus({}),
      'send it as a histogram with explicit buckets, or query it as a native histogram, without _bucket',
    ],
  ])('of %s with the cause %j on %j', (found, cause, backend, text) => {
    expect(fix(found, cause, backend)).toBe(text);
  });

  it.each<[string, Renaming]>([
    ['shop_sales', { by: 'strategy', strategy: 'UnderscoreEscapingWithoutSuffixes' }],
    ['shop_sales_milliseconds_total', { by: 'unit', sent: 'ms', expected: '' }],
    ['shop_sales', { by: 'kind', sent: 'gauge' }],
    ['eu_shop_sales_total', { by: 'prefix' }],
  ])('of %s never advises the strategy that the server shows', (found, cause) => {
    for (const strategy of [undefined, 'UnderscoreEscapingWithSuffixes'] as const) {
      const settings = strategy === undefined ? {} : { translationStrategy: strategy };
      expect(fix(found, cause, prometheus(settings))).not.toContain('translation_strategy of Prometheus');
    }
  });

  it('advises the strategy where the settings could not be read', () => {
    const cause = { by: 'strategy', strategy: 'UnderscoreEscapingWithoutSuffixes' } as const;
    expect(fix('shop_sales', cause, prometheus({}), ['its configuration cannot be read'])).toContain(
      'set otlp.translation_strategy of Prometheus to UnderscoreEscapingWithSuffixes',
    );
  });
});

describe('modeOfRenaming', () => {
  it.each<[string, Renaming, Backend, number]>([
    ['eu_shop_sales_total', { by: 'prefix' }, prometheus({}), 8],
    ['shop_wait_ms', { by: 'native histogram' }, prometheus({}), 52],
    ['shop_sales', { by: 'settings' }, mimir({}), 71],
    ['shop.sales', { by: 'settings' }, victoriaMetrics, 56],
    ['shop_sales_milliseconds_total', { by: 'unit', sent: 'ms', expected: '' }, mimir({}), 55],
  ])('of %s with the cause %j on %j is %#', (found, cause, backend, mode) => {
    expect(modeOfRenaming({ prometheus: 'shop_sales_total', found, cause }, backend)).toBe(mode);
  });
});
