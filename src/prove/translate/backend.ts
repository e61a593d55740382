/** Settings of the backends that decide names, labels and fate. What is left out has the server's default. */

/** A server's version: `3.5.3` is `{ major: 3, minor: 5, patch: 3 }`. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

/** Shared by Prometheus and Mimir, which runs Prometheus' converter. */
interface ConverterSettings {
  readonly translationStrategy?: TranslationStrategy;
  readonly promoteResourceAttributes?: readonly string[];
  readonly keepIdentifyingResourceAttributes?: boolean;
  readonly promoteScopeMetadata?: boolean;
  readonly convertHistogramsToNhcb?: boolean;
  /** Default: true. */
  readonly labelNameUnderscoreSanitization?: boolean;
  /** Default: true. */
  readonly labelNamePreserveMultipleUnderscores?: boolean;
  /** Deltas are stored as they come. */
  readonly nativeDelta?: boolean;
}

/** The `otlp:` section of the configuration, and feature flags. Default strategy: with escaping and suffixes. */
export interface PrometheusSettings extends ConverterSettings {
  readonly promoteAllResourceAttributes?: boolean;
  /** Only with `promoteAllResourceAttributes`. */
  readonly ignoreResourceAttributes?: readonly string[];
  /** `--enable-feature=otlp-deltatocumulative`. */
  readonly deltaToCumulative?: boolean;
  /** `--enable-feature=type-and-unit-labels`. */
  readonly typeAndUnitLabels?: boolean;
  /** `--enable-feature=native-histograms`; always on from 3.8. */
  readonly nativeHistograms?: boolean;
}

/** Flags of `-distributor.otel-*` and `-validation.*`. Default strategy: escaping, no suffixes. */
export interface MimirSettings extends ConverterSettings {
  /** `-distributor.otel-metric-suffixes-enabled`; a strategy that is named wins. */
  readonly metricSuffixesEnabled?: boolean;
  /** `-validation.name-validation-scheme`. Default: legacy, or what the named strategy asks for. */
  readonly nameValidationScheme?: 'legacy' | 'utf8';
  /** Default: 30, the metric's name among them. */
  readonly maxLabelNamesPerSeries?: number;
  /** Of metrics that end in `_info`. Default: 80. */
  readonly maxLabelNamesPerInfoSeries?: number;
  /** In bytes. Default: 1024. */
  readonly maxLabelNameLength?: number;
  /** In bytes, of the metric's name too. Default: 2048. */
  readonly maxLabelValueLength?: number;
}

/** Command-line flags of VictoriaMetrics. */
export interface VictoriaMetricsSettings {
  /** `-opentelemetry.usePrometheusNaming`: metric and label names. */
  readonly usePrometheusNaming?: boolean;
  /** `-opentelemetry.convertMetricNamesToPrometheus`: metric names only. */
  readonly convertMetricNamesToPrometheus?: boolean;
  /** Default: 40, the metric's name among them. */
  readonly maxLabelsPerTimeseries?: number;
  /** In bytes. Default: 256. */
  readonly maxLabelNameLen?: number;
  /** In bytes. Default: 4096. */
  readonly maxLabelValueLen?: number;
}

export interface PrometheusBackend {
  readonly flavour: 'prometheus';
  readonly version: Version;
  readonly settings: PrometheusSettings;
}

export interface VictoriaMetricsBackend {
  readonly flavour: 'victoriametrics';
  readonly version: Version;
  readonly settings: VictoriaMetricsSettings;
}

export interface MimirBackend {
  readonly flavour: 'mimir';
  readonly version: Version;
  readonly settings: MimirSettings;
}

export type Backend = PrometheusBackend | VictoriaMetricsBackend | MimirBackend;

export type Flavour = Backend['flavour'];

/** Whether the version is `major.minor` or later. */
export function isAtLeast(version: Version, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
