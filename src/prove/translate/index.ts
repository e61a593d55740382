export type {
  Backend,
  Flavour,
  MimirSettings,
  PrometheusSettings,
  TranslationStrategy,
  Version,
  VictoriaMetricsSettings,
} from './backend.ts';
export { labelCollisions } from './collisions.ts';
export { metricFromJson, type MetricJson } from './metric-json.ts';
export { notFinite, plainDecimal } from './plain-decimal.ts';
export { SettingsError, settingsKnownTo } from './prometheus/settings.ts';
export { collidingSeries, type PushTranslation, translatePush } from './push.ts';
export { remoteWriteTranslator, type RemoteWriteSettings } from './remote-write/translator.ts';
export { createTranslator, translate } from './translate.ts';
export type {
  AttributeMap,
  AttributeValue,
  Labels,
  MetricKind,
  MetricScope,
  MetricShape,
  SeriesContext,
  Translation,
  Translator,
} from './types.ts';
export { isWritten, rewritten, spelledNumber } from './written-value.ts';
