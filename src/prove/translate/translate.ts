import type { Backend } from './backend.ts';
import { converterTranslator } from './prometheus/converter-translator.ts';
import { mimirRules } from './mimir/mimir.ts';
import { prometheusRules } from './prometheus/prometheus.ts';
import type { MetricShape, TranslateOptions, Translation, Translator } from './types.ts';
import { victoriaMetricsTranslator } from './victoriametrics/victoriametrics.ts';

/**
 * The rules of one backend. Reuse it for many metrics: it remembers names.
 * @throws {SettingsError} where the server would not start with the settings
 */
export function createTranslator(backend: Backend): Translator {
  if (backend.flavour === 'victoriametrics') return victoriaMetricsTranslator(backend);
  return converterTranslator(backend.flavour === 'mimir' ? mimirRules(backend) : prometheusRules(backend));
}

/**
 * What the backend stores of a push of the metric with one data point.
 * @throws {SettingsError} where the server would not start with the settings
 */
export function translate(metric: MetricShape, backend: Backend, options?: TranslateOptions): Translation {
  return createTranslator(backend).translate(metric, options);
}
