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

export function isDouble(value: object): value is { readonly double: number } {
  return 'double' in value;
}

export function isMap(value: AttributeValue): value is AttributeMap {
  return value instanceof Map;
}

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

/** Label names and values, without `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** What the backend stores of a push of one metric with one data point. */
export interface Translation {
  /** The HTTP status; `ERR` where the server cuts the connection. */
  readonly status: number | 'ERR';
  /** Stored names, sorted: `x_bucket`, `x_count`, `x_sum` for a histogram. An empty one is a series without name. */
  readonly series: readonly string[];
  /** Of a stored series, without the `le` or `quantile` in which its series differ; null where nothing is stored. */
  readonly labels: Labels | null;
  /** Labels of `target_info`: one set, or none. */
  readonly targetInfo: readonly Labels[];
  /** The steps in plain words; empty unless asked for. */
  readonly why: readonly string[];
}

/** The labels that a resource and a scope give to each of their series, computed once. */
export interface SeriesContext {
  /**
   * Labels of a data point's series, without `__name__` and without the `le` or `quantile` that the server adds.
   * Null where a name among them keeps the series out of the store. The metric matters for type and unit labels only.
   */
  labels(
    attributes: AttributeMap,
    metric?: Pick<MetricShape, 'kind' | 'unit' | 'temporality'>,
  ): Map<string, string> | null;
  /** Labels of the resource's `target_info`; null where the server stores none. */
  readonly targetInfo: Map<string, string> | null;
}

export interface TranslateOptions {
  /** Fill `why`. Default: false, which is faster. */
  readonly explain?: boolean;
}

/** A backend's rules, ready to be applied; names seen before are remembered. */
export interface Translator {
  /** Name of the metric's family: histograms add `_bucket`, `_count`, `_sum` to it. Empty: nothing remains of it. */
  metricName(name: string, kind: MetricKind, unit: string): string;
  /** Empty: the server rejects the name. */
  labelName(key: string): string;
  within(resource: AttributeMap, scope?: MetricScope): SeriesContext;
  translate(metric: MetricShape, options?: TranslateOptions): Translation;
}
