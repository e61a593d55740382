import { labelText, labelTextTo311 } from '../attribute-value.ts';
import { isAtLeast, type PrometheusBackend, type TranslationStrategy, type Version } from '../backend.ts';
import type { ConverterRules, Effect, FaultKind } from './converter-rules.ts';
import { checkPrometheusSettings } from './settings.ts';
import {
  escapedLabel,
  escapedLabelOf247,
  escapedLabelOf2x,
  named,
  strictLabelNamer,
  type LabelNamer,
  type LabelNamerOptions,
} from '../label-name.ts';
import { nameOf247, nameOf2x } from './metric-name-v2.ts';
import {
  rawWithRepeatedSuffixes,
  rawWithSuffixes,
  rawWithSuffixesOf30,
  untranslated,
} from './metric-name-utf8.ts';
import {
  escapedWithoutSuffixes,
  escapedWithoutSuffixesOf36,
  escapedWithSuffixes,
  escapedWithSuffixesOf30,
  escapedWithSuffixesOf31,
} from './metric-name.ts';
import type { MetricNamer } from '../memo.ts';
import { unitLabel } from '../units.ts';

/**
 * The converter of one version of Prometheus, as its sources and the vectors show it. Versions past 3.16 are treated
 * as 3.16.
 * @throws {SettingsError} where that version does not start with the settings, or has no OTLP receiver
 */
export function prometheusRules({ version, settings }: PrometheusBackend): ConverterRules {
  checkPrometheusSettings(version, settings);
  const strategy = settings.translationStrategy ?? 'UnderscoreEscapingWithSuffixes';
  const escapes = escapesNames(strategy);
  const since = (minor: number): boolean => isAtLeast(version, 3, minor);
  const strict = since(7);
  const labelName = labelNamer(version, strategy, {
    sanitizeUnderscore: settings.labelNameUnderscoreSanitization ?? true,
    preserveUnderscores: settings.labelNamePreserveMultipleUnderscores ?? true,
  });
  return {
    metricName: metricNamer(version, strategy),
    labelText: since(12) ? labelText : labelTextTo311,
    labelName,
    promotedName: strict && !escapes ? named : labelName,
    refusesEmptyNames: strict && escapes,
    refusesEmptyPromoted: strict,
    dropsSums: strict && !since(10),
    emptyIsAbsent: strict,
    emptySharedIsAbsent: since(10),
    promotion: since(10) ? 'last' : strict ? 'first' : 'first by key',
    promotes: promotes(settings),
    promotesScope: settings.promoteScopeMetadata ?? false,
    unitLabel: settings.typeAndUnitLabels === true && since(6) ? unitLabeller(strict, escapes) : null,
    ownLabel: ownLabel(version),
    legacyNames: !since(0),
    nameless: strict,
    familyNeedsName: false,
    keepsIdentity: settings.keepIdentifyingResourceAttributes ?? false,
    targetInfoNeedsIdentity: isAtLeast(version, 2, 53),
    deltas: deltas(version, settings),
    nativeHistograms: settings.nativeHistograms === true || since(8),
    customBuckets: settings.convertHistogramsToNhcb ?? false,
    effects: strict ? REFUSED : isAtLeast(version, 2, 55) ? CUT : CUT_BUT_FOR_DUPLICATES,
    errorStatus: 500,
    limits: null,
  };
}

/** Whether names are reduced to ASCII letters, digits and underscores. */
export function escapesNames(strategy: TranslationStrategy): boolean {
  return strategy === 'UnderscoreEscapingWithSuffixes' || strategy === 'UnderscoreEscapingWithoutSuffixes';
}

/** From 3.7 on any fault loses the whole batch. */
const REFUSED: Readonly<Record<FaultKind, Effect>> = {
  temporality: 'refuse',
  'metric-name': 'refuse',
  'label-name': 'refuse',
  'label-name-of-sum': 'drop',
  'promoted-label': 'refuse',
  'series-name': 'refuse',
  'duplicate-label': 'refuse',
  'native-histogram': 'refuse',
  limit: 'refuse',
};

/** To 3.6 a series with a bad label crashes the handler, after it has committed the others. */
const CUT: Readonly<Record<FaultKind, Effect>> = {
  ...REFUSED,
  temporality: 'drop',
  'series-name': 'cut',
  'duplicate-label': 'cut',
};

/** To 2.54 duplicates were found by the store, and not by the handler. */
const CUT_BUT_FOR_DUPLICATES: Readonly<Record<FaultKind, Effect>> = { ...CUT, 'duplicate-label': 'refuse' };

const NAMERS: Readonly<Record<TranslationStrategy, (version: Version) => MetricNamer>> = {
  UnderscoreEscapingWithSuffixes: (version) => {
    if (!isAtLeast(version, 2, 49)) return nameOf247;
    if (!isAtLeast(version, 3, 0)) return nameOf2x;
    if (!isAtLeast(version, 3, 1)) return escapedWithSuffixesOf30;
    return isAtLeast(version, 3, 2) ? escapedWithSuffixes : escapedWithSuffixesOf31;
  },
  UnderscoreEscapingWithoutSuffixes: (version) =>
    isAtLeast(version, 3, 7) ? escapedWithoutSuffixes : escapedWithoutSuffixesOf36,
  NoUTF8EscapingWithSuffixes: (version) => {
    if (!isAtLeast(version, 3, 2)) return rawWithSuffixesOf30;
    return isAtLeast(version, 3, 7) ? rawWithSuffixes : rawWithRepeatedSuffixes;
  },
  NoTranslation: () => untranslated,
};

export function metricNamer(version: Version, strategy: TranslationStrategy): MetricNamer {
  return NAMERS[strategy](version);
}

function labelNamer(version: Version, strategy: TranslationStrategy, options: LabelNamerOptions): LabelNamer {
  if (!escapesNames(strategy)) return (key) => key;
  if (isAtLeast(version, 3, 7)) return strictLabelNamer(options);
  if (isAtLeast(version, 3, 0)) return escapedLabel;
  return isAtLeast(version, 2, 49) ? escapedLabelOf2x : escapedLabelOf247;
}

function promotes(settings: PrometheusBackend['settings']): (key: string) => boolean {
  if (settings.promoteAllResourceAttributes === true) {
    const ignored = new Set(settings.ignoreResourceAttributes);
    return (key) => !ignored.has(key);
  }
  const promoted = new Set(settings.promoteResourceAttributes);
  return (key) => promoted.has(key);
}

/** From 3.7 on the metadata's unit, escaped already, is read as a unit once more. */
function unitLabeller(strict: boolean, escapes: boolean): (unit: string) => string | undefined {
  if (!strict) return (unit) => (unit === '' ? undefined : unitLabel(unit, escapes));
  return (unit) => {
    const escaped = unitLabel(unit, true);
    return escaped === '' ? undefined : unitLabel(escaped, escapes);
  };
}

function ownLabel(version: Version): ConverterRules['ownLabel'] {
  if (isAtLeast(version, 3, 7) || !isAtLeast(version, 2, 49)) return 'wins';
  return isAtLeast(version, 2, 55) ? 'is a duplicate' : 'is a duplicate unless empty';
}

function deltas(version: Version, settings: PrometheusBackend['settings']): ConverterRules['deltas'] {
  if (settings.deltaToCumulative === true && isAtLeast(version, 3, 2)) return 'converted';
  return settings.nativeDelta === true && isAtLeast(version, 3, 4) ? 'native' : 'no';
}
