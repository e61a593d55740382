import { prometheusTranslator } from './prometheus.ts';
import type { Backend, MetricShape, Translation, Translator } from './types.ts';

/** The rules of one backend. Keep it where many metrics are translated: it remembers names. */
export function createTranslator(_backend: Backend): Translator {
  return prometheusTranslator();
}

/** What a push of the metric alone, with one data point, leaves in the backend. */
export function translate(metric: MetricShape, backend: Backend): Translation {
  return createTranslator(backend).translate(metric);
}
