import type { StartOptions } from '../../testbed/servers/index.ts';
import type {
  Backend,
  MimirSettings,
  PrometheusSettings,
  TranslationStrategy,
  VictoriaMetricsSettings,
  Version,
} from '../../src/prove/translate/index.ts';

/** One way to run a server, and its description for the translation. */
export interface Setup {
  /** Its name in the vectors. */
  readonly title: string;
  readonly backend: Backend;
  readonly start: StartOptions;
}

/** The servers of a run, by their names in the lab. */
export const CONFORMANCE_SERVERS = [
  'prometheus@2.53',
  'prometheus@3.5',
  'prometheus@3.12',
  'prometheus@3.16',
  'victoriametrics',
  'mimir',
] as const;

export type ConformanceServer = (typeof CONFORMANCE_SERVERS)[number];

/** Every setup of a server. */
export function setupsOf(server: ConformanceServer, version: Version): Setup[] {
  if (server === 'victoriametrics')
    return VICTORIAMETRICS.map((settings) => victoriaMetrics(version, settings));
  if (server === 'mimir') return MIMIR.map((settings) => mimir(version, settings));
  return PROMETHEUS.filter(({ since }) => version.major * 100 + version.minor >= since).map(({ settings }) =>
    prometheus(version, settings),
  );
}

const strategy = (translationStrategy: TranslationStrategy): PrometheusSettings => ({ translationStrategy });
const PROMOTED = ['service.name', 'deployment.environment', 'host.name', '_x.y', 'a.b'];

/** `since` is major * 100 + minor. */
const PROMETHEUS: readonly { readonly since: number; readonly settings: PrometheusSettings }[] = [
  { since: 0, settings: {} },
  { since: 300, settings: strategy('NoUTF8EscapingWithSuffixes') },
  { since: 304, settings: strategy('NoTranslation') },
  { since: 306, settings: strategy('UnderscoreEscapingWithoutSuffixes') },
  { since: 305, settings: { promoteResourceAttributes: PROMOTED, keepIdentifyingResourceAttributes: true } },
  { since: 305, settings: { promoteAllResourceAttributes: true, ignoreResourceAttributes: ['host.name'] } },
  { since: 306, settings: { promoteScopeMetadata: true } },
  {
    since: 308,
    settings: { labelNameUnderscoreSanitization: false, labelNamePreserveMultipleUnderscores: false },
  },
  { since: 308, settings: { typeAndUnitLabels: true } },
];

const VICTORIAMETRICS: readonly VictoriaMetricsSettings[] = [
  {},
  { usePrometheusNaming: true },
  { convertMetricNamesToPrometheus: true },
];

const MIMIR: readonly MimirSettings[] = [
  {},
  { metricSuffixesEnabled: true },
  { promoteResourceAttributes: PROMOTED, keepIdentifyingResourceAttributes: true },
  {
    translationStrategy: 'NoUTF8EscapingWithSuffixes',
    nameValidationScheme: 'utf8',
    metricSuffixesEnabled: true,
  },
  { translationStrategy: 'NoTranslation', nameValidationScheme: 'utf8' },
];

const OTLP_OPTIONS = {
  translationStrategy: 'translation_strategy',
  promoteResourceAttributes: 'promote_resource_attributes',
  promoteAllResourceAttributes: 'promote_all_resource_attributes',
  ignoreResourceAttributes: 'ignore_resource_attributes',
  keepIdentifyingResourceAttributes: 'keep_identifying_resource_attributes',
  promoteScopeMetadata: 'promote_scope_metadata',
  labelNameUnderscoreSanitization: 'label_name_underscore_sanitization',
  labelNamePreserveMultipleUnderscores: 'label_name_preserve_multiple_underscores',
} as const;

function prometheus(version: Version, settings: PrometheusSettings): Setup {
  const options = Object.entries(OTLP_OPTIONS).flatMap(([key, option]) => {
    const value = settings[key as keyof typeof OTLP_OPTIONS];
    return value === undefined ? [] : [[option, value] as const];
  });
  const features = settings.typeAndUnitLabels ? ['--enable-feature=type-and-unit-labels'] : [];
  return {
    title: titleOf(settings),
    backend: { flavour: 'prometheus', version, settings },
    start: {
      flags: features,
      // JSON is valid YAML.
      ...(options.length === 0 ? {} : { config: JSON.stringify({ otlp: Object.fromEntries(options) }) }),
    },
  };
}

function victoriaMetrics(version: Version, settings: VictoriaMetricsSettings): Setup {
  const flags = (['usePrometheusNaming', 'convertMetricNamesToPrometheus'] as const).map(
    (name) => `-opentelemetry.${name}=${settings[name] ?? false}`,
  );
  return {
    title: titleOf(settings),
    backend: { flavour: 'victoriametrics', version, settings },
    start: { flags },
  };
}

function mimir(version: Version, settings: MimirSettings): Setup {
  const { metricSuffixesEnabled, promoteResourceAttributes, keepIdentifyingResourceAttributes } = settings;
  const { translationStrategy, nameValidationScheme } = settings;
  return {
    title: titleOf(settings),
    backend: { flavour: 'mimir', version, settings },
    start: {
      flags: [
        '-ingester.max-global-series-per-user=0',
        '-distributor.ingestion-rate-limit=1000000',
        '-distributor.ingestion-burst-size=1000000',
        ...(metricSuffixesEnabled ? ['-distributor.otel-metric-suffixes-enabled=true'] : []),
        ...(promoteResourceAttributes
          ? [`-distributor.otel-promote-resource-attributes=${promoteResourceAttributes.join(',')}`]
          : []),
        ...(translationStrategy ? [`-distributor.otel-translation-strategy=${translationStrategy}`] : []),
        ...(nameValidationScheme ? [`-validation.name-validation-scheme=${nameValidationScheme}`] : []),
        ...(keepIdentifyingResourceAttributes
          ? ['-distributor.otel-keep-identifying-resource-attributes=true']
          : []),
      ],
    },
  };
}

function titleOf(settings: object): string {
  const parts = Object.entries(settings).map(
    ([key, value]: [string, unknown]) => `${key}=${JSON.stringify(value)}`,
  );
  return parts.join(', ') || 'default';
}
