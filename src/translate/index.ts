export { createTranslator, translate } from './translate.ts';
export type {
  AttributeMap,
  AttributeValue,
  Backend,
  Flavour,
  Labels,
  MetricKind,
  MetricScope,
  MetricShape,
  PrometheusBackend,
  PrometheusSettings,
  SeriesContext,
  Temporality,
  Translation,
  TranslationStrategy,
  Translator,
  Version,
} from './types.ts';
