import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import type {
  MimirSettings,
  PrometheusSettings,
  VictoriaMetricsSettings,
  Version,
} from '../../translate/index.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** The version in a text such as `v1.140.0` or `3.5.3+ds`; null if there is none. */
export function parseVersion(text: string): Version | null {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/** Prometheus and Mimir have the same four. */
export const strategy = z.enum([
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
]);

/** Options of Prometheus' `otlp:` section that decide names and labels. */
export const OTLP_OPTIONS = {
  translation_strategy: strategy.optional(),
  promote_resource_attributes: z.array(z.string()).nullish(),
  promote_all_resource_attributes: z.boolean().optional(),
  ignore_resource_attributes: z.array(z.string()).nullish(),
  keep_identifying_resource_attributes: z.boolean().optional(),
  promote_scope_metadata: z.boolean().optional(),
  convert_histograms_to_nhcb: z.boolean().optional(),
  label_name_underscore_sanitization: z.boolean().optional(),
  label_name_preserve_multiple_underscores: z.boolean().optional(),
};

/** As a server shows it: a newer server may have strategies that are not known here. */
const shownSection = z.object({
  ...OTLP_OPTIONS,
  translation_strategy: OTLP_OPTIONS.translation_strategy.catch(undefined),
});

export type OtlpSection = z.output<typeof shownSection>;

/**
 * Settings of a Prometheus from its configuration file and its feature flags.
 *
 * @param configYaml the whole file, as `/api/v1/status/config` shows it
 * @param features words of `--enable-feature`
 */
export function prometheusSettings(configYaml: string, features: ReadonlySet<string>): PrometheusSettings {
  const config: unknown = safeYaml(configYaml);
  const section = shownSection.safeParse(isRecord(config) ? (config['otlp'] ?? {}) : {});
  return settingsOf(section.success ? section.data : {}, features);
}

/** Settings of a Prometheus from its `otlp:` section and the words of `--enable-feature`. */
export function settingsOf(otlp: OtlpSection, features: ReadonlySet<string>): PrometheusSettings {
  return given<PrometheusSettings>({
    translationStrategy: otlp.translation_strategy,
    promoteResourceAttributes: otlp.promote_resource_attributes ?? undefined,
    promoteAllResourceAttributes: otlp.promote_all_resource_attributes,
    ignoreResourceAttributes: otlp.ignore_resource_attributes ?? undefined,
    keepIdentifyingResourceAttributes: otlp.keep_identifying_resource_attributes,
    promoteScopeMetadata: otlp.promote_scope_metadata,
    convertHistogramsToNhcb: otlp.convert_histograms_to_nhcb,
    labelNameUnderscoreSanitization: otlp.label_name_underscore_sanitization,
    labelNamePreserveMultipleUnderscores: otlp.label_name_preserve_multiple_underscores,
    deltaToCumulative: features.has('otlp-deltatocumulative') || undefined,
    nativeDelta: features.has('otlp-native-delta-ingestion') || undefined,
    typeAndUnitLabels: features.has('type-and-unit-labels') || undefined,
    nativeHistograms: features.has('native-histograms') || undefined,
  });
}

/** Settings of a VictoriaMetrics from its flags. */
export function victoriaMetricsSettings(flags: ReadonlyMap<string, string>): VictoriaMetricsSettings {
  return given<VictoriaMetricsSettings>({
    usePrometheusNaming: isOn(flags, 'opentelemetry.usePrometheusNaming') ?? false,
    convertMetricNamesToPrometheus: isOn(flags, 'opentelemetry.convertMetricNamesToPrometheus') ?? false,
    maxLabelsPerTimeseries: count(flags, 'maxLabelsPerTimeseries'),
    maxLabelNameLen: count(flags, 'maxLabelNameLen'),
    maxLabelValueLen: count(flags, 'maxLabelValueLen'),
  });
}

const MIMIR = 'distributor.otel-';

/**
 * Settings of a Mimir from its flags.
 *
 * @see https://grafana.com/docs/mimir/latest/configure/configuration-parameters/#limits
 */
export function mimirSettings(flags: ReadonlyMap<string, string>): MimirSettings {
  const promoted = flags.get(`${MIMIR}promote-resource-attributes`);
  const scheme = flags.get('validation.name-validation-scheme');
  return given<MimirSettings>({
    // With an empty strategy, suffixes and scheme decide.
    translationStrategy: strategy.safeParse(flags.get(`${MIMIR}translation-strategy`)).data,
    metricSuffixesEnabled: isOn(flags, `${MIMIR}metric-suffixes-enabled`),
    nameValidationScheme: scheme === 'legacy' || scheme === 'utf8' ? scheme : undefined,
    promoteResourceAttributes: promoted?.split(',').filter(Boolean),
    keepIdentifyingResourceAttributes: isOn(flags, `${MIMIR}keep-identifying-resource-attributes`),
    promoteScopeMetadata: isOn(flags, `${MIMIR}promote-scope-metadata`),
    convertHistogramsToNhcb: isOn(flags, `${MIMIR}convert-histograms-to-nhcb`),
    nativeDelta: isOn(flags, `${MIMIR}native-delta-ingestion`),
    labelNameUnderscoreSanitization: isOn(flags, `${MIMIR}label-name-underscore-sanitization`),
    labelNamePreserveMultipleUnderscores: isOn(flags, `${MIMIR}label-name-preserve-underscores`),
    maxLabelNamesPerSeries: count(flags, 'validation.max-label-names-per-series'),
    maxLabelNamesPerInfoSeries: count(flags, 'validation.max-label-names-per-info-series'),
    maxLabelNameLength: count(flags, 'validation.max-length-label-name'),
    maxLabelValueLength: count(flags, 'validation.max-length-label-value'),
  });
}

/** A boolean flag as Go's flag package parses it; undefined if it is not given. */
function isOn(flags: ReadonlyMap<string, string>, name: string): boolean | undefined {
  const value = flags.get(name);
  return value === undefined ? undefined : /^(?:1|t|true)$/i.test(value);
}

function count(flags: ReadonlyMap<string, string>, name: string): number | undefined {
  const value = Number(flags.get(name) ?? Number.NaN);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

/** Leaves out keys without a value: for a translator, every key is a setting that was made. */
function given<T>(settings: Readonly<Record<keyof T, unknown>>): Partial<T> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** Lines of VictoriaMetrics' `/flags`: `-name="value"`. Masked values are kept as they are shown. */
export function parseFlagLines(text: string): Map<string, string> {
  const flags = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^-{1,2}([\w.-]+)="?(.*?)"?$/gm)) {
    if (name !== undefined) flags.set(name, value ?? '');
  }
  return flags;
}

function safeYaml(text: string): unknown {
  try {
    return parseYaml(text, QUIET);
  } catch {
    return undefined;
  }
}
