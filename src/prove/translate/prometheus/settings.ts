import { isAtLeast, type PrometheusSettings, type TranslationStrategy, type Version } from '../backend.ts';

/** Settings with which the server does not start; the message names the version that knows them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const STRATEGY_SINCE: Readonly<Record<TranslationStrategy, readonly [number, number]>> = {
  UnderscoreEscapingWithSuffixes: [2, 47],
  UnderscoreEscapingWithoutSuffixes: [3, 6],
  NoUTF8EscapingWithSuffixes: [3, 0],
  NoTranslation: [3, 4],
};

/** Options of the `otlp:` section. Feature flags are not here: an unknown one is only warned about. */
const OPTION_SINCE = {
  promoteResourceAttributes: ['promote_resource_attributes', 2, 55],
  translationStrategy: ['translation_strategy', 3, 0],
  keepIdentifyingResourceAttributes: ['keep_identifying_resource_attributes', 3, 1],
  convertHistogramsToNhcb: ['convert_histograms_to_nhcb', 3, 4],
  promoteAllResourceAttributes: ['promote_all_resource_attributes', 3, 5],
  ignoreResourceAttributes: ['ignore_resource_attributes', 3, 5],
  promoteScopeMetadata: ['promote_scope_metadata', 3, 6],
  labelNameUnderscoreSanitization: ['label_name_underscore_sanitization', 3, 8],
  labelNamePreserveMultipleUnderscores: ['label_name_preserve_multiple_underscores', 3, 8],
} as const satisfies Partial<Record<keyof PrometheusSettings, readonly [string, number, number]>>;

/** @throws {SettingsError} for settings that the version does not know, or not together */
export function checkPrometheusSettings(version: Version, settings: PrometheusSettings): void {
  if (!isAtLeast(version, 2, 47)) {
    throw new SettingsError(`Prometheus ${text(version)} has no OTLP receiver. Use 2.47 or later.`);
  }
  for (const [key, [option, major, minor]] of Object.entries(OPTION_SINCE)) {
    if (!(key in settings) || isAtLeast(version, major, minor)) continue;
    throw new SettingsError(
      `Prometheus ${text(version)} does not know otlp.${option} and would not start. Remove it, or use ${major}.${minor} or later.`,
    );
  }
  const strategy = settings.translationStrategy;
  if (strategy !== undefined) {
    const [major, minor] = STRATEGY_SINCE[strategy];
    if (!isAtLeast(version, major, minor)) {
      throw new SettingsError(
        `Prometheus ${text(version)} does not know the strategy ${strategy} and would not start. Use ${major}.${minor} or later.`,
      );
    }
  }
  if (
    settings.promoteAllResourceAttributes === true &&
    (settings.promoteResourceAttributes?.length ?? 0) > 0
  ) {
    throw new SettingsError(
      'Prometheus does not start with both otlp.promote_all_resource_attributes and otlp.promote_resource_attributes. Keep one.',
    );
  }
  if (
    settings.promoteAllResourceAttributes !== true &&
    (settings.ignoreResourceAttributes?.length ?? 0) > 0
  ) {
    throw new SettingsError(
      'Prometheus takes otlp.ignore_resource_attributes only with otlp.promote_all_resource_attributes: true. Add that, or remove it.',
    );
  }
  if (settings.deltaToCumulative === true && settings.nativeDelta === true) {
    throw new SettingsError(
      'Prometheus does not start with both features otlp-deltatocumulative and otlp-native-delta-ingestion. Keep one.',
    );
  }
}

function text(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/** The settings that a version has: the Prometheus Operator leaves out what the version does not know. */
export function settingsKnownTo(version: Version, settings: PrometheusSettings): PrometheusSettings {
  const later = new Set<string>();
  for (const [key, [, major, minor]] of Object.entries(OPTION_SINCE)) {
    if (!isAtLeast(version, major, minor)) later.add(key);
  }
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !later.has(key)));
}
