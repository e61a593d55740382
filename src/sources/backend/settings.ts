import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { PrometheusSettings, VictoriaMetricsSettings, Version } from '../../translate/index.ts';

/** A version out of text such as `v1.140.0` or `3.5.3+ds`; null where there is none. */
export function parseVersion(text: string): Version | null {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

const strategy = z.enum([
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
]);

const otlpSection = z.object({
  translation_strategy: strategy.optional().catch(undefined),
  promote_resource_attributes: z.array(z.string()).nullish(),
  promote_all_resource_attributes: z.boolean().optional(),
  ignore_resource_attributes: z.array(z.string()).nullish(),
  keep_identifying_resource_attributes: z.boolean().optional(),
  promote_scope_metadata: z.boolean().optional(),
  convert_histograms_to_nhcb: z.boolean().optional(),
  label_name_underscore_sanitization: z.boolean().optional(),
  label_name_preserve_multiple_underscores: z.boolean().optional(),
});

/**
 * Settings of a Prometheus from its configuration file and its feature flags.
 *
 * @param configYaml the whole file, as `/api/v1/status/config` shows it
 * @param features words of `--enable-feature`
 */
export function prometheusSettings(configYaml: string, features: ReadonlySet<string>): PrometheusSettings {
  const config: unknown = safeYaml(configYaml);
  const section = otlpSection.safeParse(isRecord(config) ? (config['otlp'] ?? {}) : {});
  const otlp = section.success ? section.data : {};
  const settings: Record<keyof PrometheusSettings, unknown> = {
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
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Settings of a VictoriaMetrics from its flags. */
export function victoriaMetricsSettings(flags: ReadonlyMap<string, string>): VictoriaMetricsSettings {
  const on = (name: string): boolean => flags.get(name) === 'true';
  const count = (name: string): number | undefined => {
    const value = Number(flags.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const settings: Record<keyof VictoriaMetricsSettings, unknown> = {
    usePrometheusNaming: on('opentelemetry.usePrometheusNaming'),
    convertMetricNamesToPrometheus: on('opentelemetry.convertMetricNamesToPrometheus'),
    maxLabelsPerTimeseries: count('maxLabelsPerTimeseries'),
    maxLabelNameLen: count('maxLabelNameLen'),
    maxLabelValueLen: count('maxLabelValueLen'),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Lines of VictoriaMetrics' `/flags`: `-name="value"`. Masked values come as they are shown. */
export function parseFlagLines(text: string): Map<string, string> {
  const flags = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^-{1,2}([\w.-]+)="?(.*?)"?$/gm)) {
    if (name !== undefined) flags.set(name, value ?? '');
  }
  return flags;
}

function safeYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
