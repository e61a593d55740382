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
  readonly scope?: {
    readonly name: string;
    readonly version: string;
    readonly schemaUrl?: string;
    readonly attributes: AttributeMap;
  };
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
