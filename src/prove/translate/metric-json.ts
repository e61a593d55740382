import type {
  AttributeMap,
  AttributeValue,
  MetricKind,
  MetricScope,
  MetricShape,
  Temporality,
} from './types.ts';

/**
 * A metric as JSON has it, in files of metrics and in the vectors. A whole double is `{ "__double": 3 }`, bytes are
 * `{ "__bytes": "AQID" }` in base64.
 */
export interface MetricJson {
  readonly name: string;
  readonly kind: MetricKind | 'sum' | 'exphistogram';
  /** Of a `sum`; the other kinds imply it. */
  readonly monotonic?: boolean | null;
  readonly temporality?: Temporality | null;
  readonly unit?: string;
  readonly attributes?: AttributesJson;
  readonly resource?: AttributesJson;
  /** Left out: the push has no scope. */
  readonly scope?: {
    readonly name: string;
    readonly version?: string;
    readonly schemaUrl?: string;
    readonly attributes?: AttributesJson;
  };
}

type AttributesJson = { readonly [key: string]: AttributeJson };
type AttributeJson = string | number | boolean | null | readonly AttributeJson[] | AttributesJson;

export function metricFromJson(json: MetricJson): MetricShape {
  return {
    name: json.name,
    kind: kindOf(json),
    unit: json.unit ?? '',
    temporality: json.temporality ?? 'cumulative',
    attributes: attributesOf(json.attributes),
    resource: attributesOf(json.resource),
    ...(json.scope === undefined ? {} : { scope: scopeOf(json.scope) }),
  };
}

function kindOf({ kind, monotonic }: MetricJson): MetricKind {
  if (kind === 'exphistogram') return 'exponentialHistogram';
  if (kind === 'sum') return monotonic === true ? 'counter' : 'updown';
  return kind;
}

function scopeOf({
  name,
  version = '',
  schemaUrl,
  attributes,
}: NonNullable<MetricJson['scope']>): MetricScope {
  const scope = { name, version, attributes: attributesOf(attributes) };
  return schemaUrl === undefined ? scope : { ...scope, schemaUrl };
}

function attributesOf(json: AttributesJson = {}): AttributeMap {
  return new Map(Object.entries(json).map(([key, value]) => [key, valueOf(value)]));
}

function valueOf(json: AttributeJson): AttributeValue {
  if (json === null || typeof json !== 'object') return json;
  if (isArray(json)) return json.map(valueOf);
  const { __double: double, __bytes: bytes } = json;
  if (typeof double === 'number') return { double };
  if (typeof bytes === 'string') return Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
  return attributesOf(json);
}

function isArray(json: readonly AttributeJson[] | AttributesJson): json is readonly AttributeJson[] {
  return Array.isArray(json);
}
