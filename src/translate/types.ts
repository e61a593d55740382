/** Instrument kinds as OTLP data carries them. */
export type MetricKind = 'counter' | 'updown' | 'gauge' | 'histogram' | 'exponentialHistogram' | 'summary';

export type Temporality = 'cumulative' | 'delta' | 'unspecified';

/** An OTLP attribute value; bytes are a Uint8Array, a double that happens to be whole is `{ double: 3 }`. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | { readonly double: number }
  | readonly AttributeValue[]
  | AttributeMap;

/** Keys in the order in which they were sent. */
export type AttributeMap = ReadonlyMap<string, AttributeValue>;

/** What decides the name, labels and fate of one OTLP metric; its values play no part. */
export interface MetricShape {
  readonly name: string;
  readonly kind: MetricKind;
  /** UCUM unit as sent, empty where none is. */
  readonly unit: string;
  /** Of sums and histograms. Default: cumulative. */
  readonly temporality?: Temporality;
  /** Of the data point. */
  readonly attributes: AttributeMap;
  readonly resource: AttributeMap;
  readonly scope?: MetricScope;
}

/** The instrumentation scope, which OpenTelemetry's API calls a meter. */
export interface MetricScope {
  readonly name: string;
  /** Empty where none is sent. */
  readonly version: string;
  readonly schemaUrl?: string;
  readonly attributes: AttributeMap;
}

export type Flavour = 'prometheus' | 'victoriametrics' | 'mimir';

export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

/** A server's version: `3.5.3` is `{ major: 3, minor: 5, patch: 3 }`. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Of the `otlp:` section of the configuration, and the feature flags. What is left out has the server's default. */
export interface PrometheusSettings {
  /** Default: `UnderscoreEscapingWithSuffixes`. */
  readonly translationStrategy?: TranslationStrategy;
  readonly promoteResourceAttributes?: readonly string[];
  readonly promoteAllResourceAttributes?: boolean;
  /** Only with `promoteAllResourceAttributes`. */
  readonly ignoreResourceAttributes?: readonly string[];
  readonly keepIdentifyingResourceAttributes?: boolean;
  readonly promoteScopeMetadata?: boolean;
  readonly convertHistogramsToNhcb?: boolean;
  /** Default: true. */
  readonly labelNameUnderscoreSanitization?: boolean;
  /** Default: true. */
  readonly labelNamePreserveMultipleUnderscores?: boolean;
  /** `--enable-feature=otlp-deltatocumulative`. */
  readonly deltaToCumulative?: boolean;
  /** `--enable-feature=otlp-native-delta-ingestion`. */
  readonly nativeDelta?: boolean;
  /** `--enable-feature=type-and-unit-labels`. */
  readonly typeAndUnitLabels?: boolean;
  /** `--enable-feature=native-histograms`. */
  readonly nativeHistograms?: boolean;
}

export interface PrometheusBackend {
  readonly flavour: 'prometheus';
  readonly version: Version;
  readonly settings: PrometheusSettings;
}

export type Backend = PrometheusBackend;

/** Label names and values, without `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** What a push of one metric alone, with one data point, leaves behind. */
export interface Translation {
  /** The HTTP answer; `ERR` where the server cuts the connection. */
  readonly status: number | 'ERR';
  /** Stored names, sorted: `x_bucket`, `x_count`, `x_sum` for a histogram. */
  readonly series: readonly string[];
  /** Of a stored series, without `le` or `quantile` that tell its fellows apart; null where nothing is stored. */
  readonly labels: Labels | null;
  /** Labels of `target_info`: one set, or none. */
  readonly targetInfo: readonly Labels[];
  /** The steps in plain words; empty unless asked for. */
  readonly why: readonly string[];
}

/** Labels that a resource and scope give to each of their series, worked out once. */
export interface SeriesContext {
  /** Labels of a data point's series, without `__name__`, `le` and `quantile`; a name that is empty is refused. */
  labels(attributes: AttributeMap): Map<string, string>;
  /** Labels of the resource's `target_info`, or null where the server makes none. */
  readonly targetInfo: Map<string, string> | null;
}

/** A backend's rules, ready to be applied; names seen before are remembered. */
export interface Translator {
  /** Name of the metric's family: histograms add `_bucket`, `_count`, `_sum` to it. Empty: nothing remains. */
  metricName(name: string, kind: MetricKind, unit: string): string;
  /** Empty: the server refuses the name. */
  labelName(key: string): string;
  within(resource: AttributeMap, scope?: MetricScope): SeriesContext;
  translate(metric: MetricShape): Translation;
}
