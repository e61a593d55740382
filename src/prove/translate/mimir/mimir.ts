import { labelTextTo311 } from '../attribute-value.ts';
import type { MimirBackend, MimirSettings, TranslationStrategy } from '../backend.ts';
import type { ConverterRules, Effect, FaultKind } from '../prometheus/converter-rules.ts';
import { named, strictLabelNamer } from '../label-name.ts';
import { escapesNames, metricNamer } from '../prometheus/prometheus.ts';
import { SettingsError } from '../prometheus/settings.ts';

/** Mimir 3.x runs the converter of this Prometheus. */
const CONVERTER = { major: 3, minor: 12, patch: 0 } as const;

/**
 * Mimir stores what it can and responds 400 where a part is lost.
 * @throws {SettingsError} for flags that contradict each other
 */
export function mimirRules({ settings }: MimirBackend): ConverterRules {
  const strategy = strategyOf(settings);
  const escapes = escapesNames(strategy);
  const promoted = new Set(settings.promoteResourceAttributes);
  const labelName = escapes
    ? strictLabelNamer({
        sanitizeUnderscore: settings.labelNameUnderscoreSanitization ?? true,
        preserveUnderscores: settings.labelNamePreserveMultipleUnderscores ?? true,
      })
    : (key: string) => key;
  return {
    metricName: metricNamer(CONVERTER, strategy),
    labelText: labelTextTo311,
    labelName,
    promotedName: escapes ? labelName : named,
    refusesEmptyNames: escapes,
    refusesEmptyPromoted: true,
    dropsSums: false,
    emptyIsAbsent: true,
    emptySharedIsAbsent: true,
    promotion: 'last',
    promotes: (key) => promoted.has(key),
    promotesScope: settings.promoteScopeMetadata ?? false,
    unitLabel: null,
    ownLabel: 'wins',
    legacyNames: escapes,
    nameless: false,
    // Its metadata cannot be kept (measured on 3.0.5).
    familyNeedsName: true,
    keepsIdentity: settings.keepIdentifyingResourceAttributes ?? false,
    targetInfoNeedsIdentity: true,
    deltas: settings.nativeDelta === true ? 'native' : 'no',
    nativeHistograms: true,
    customBuckets: settings.convertHistogramsToNhcb ?? false,
    effects: REJECTED,
    errorStatus: 400,
    limits: {
      labels: settings.maxLabelNamesPerSeries ?? 30,
      labelsOfInfo: Math.max(
        settings.maxLabelNamesPerInfoSeries ?? 80,
        settings.maxLabelNamesPerSeries ?? 30,
      ),
      nameLength: settings.maxLabelNameLength ?? 1024,
      valueLength: settings.maxLabelValueLength ?? 2048,
    },
  };
}

const REJECTED: Readonly<Record<FaultKind, Effect>> = {
  temporality: 'reject',
  'metric-name': 'reject',
  'label-name': 'reject',
  'label-name-of-sum': 'reject',
  'promoted-label': 'reject',
  'series-name': 'reject',
  'duplicate-label': 'reject',
  'native-histogram': 'reject',
  limit: 'reject',
};

function strategyOf(settings: MimirSettings): TranslationStrategy {
  const {
    translationStrategy: strategy,
    nameValidationScheme: scheme,
    metricSuffixesEnabled: suffixes,
  } = settings;
  if (strategy === undefined) {
    if (scheme === 'utf8') return suffixes === true ? 'NoUTF8EscapingWithSuffixes' : 'NoTranslation';
    return suffixes === true ? 'UnderscoreEscapingWithSuffixes' : 'UnderscoreEscapingWithoutSuffixes';
  }
  const wanted = escapesNames(strategy) ? 'legacy' : 'utf8';
  if (scheme !== undefined && scheme !== wanted) {
    throw new SettingsError(
      `Mimir does not start with -distributor.otel-translation-strategy=${strategy} and -validation.name-validation-scheme=${scheme}. Set the scheme to ${wanted}.`,
    );
  }
  return strategy;
}
