import type { Passing } from '../passing.ts';
import type { Expression } from './expression.ts';

/** A part of a metric that a path names. */
export type Place =
  | { readonly of: 'name' | 'unit' | 'kind' | 'temporality' | 'monotonic' | 'scope name' | 'scope version' }
  | { readonly of: 'attributes' | 'resource'; readonly key: string | undefined }
  /** A part that decides neither names nor labels, such as a value or a time. */
  | { readonly of: 'nothing' };

const CONTEXTS = new Set(['resource', 'scope', 'instrumentation_scope', 'metric', 'datapoint']);

/** Parts that have nothing to do with names, labels or fate. */
const HARMLESS = new Set([
  'description',
  'value_double',
  'value_int',
  'exemplars',
  'flags',
  'count',
  'sum',
  'bucket_counts',
  'explicit_bounds',
  'scale',
  'zero_count',
  'positive',
  'negative',
  'quantile_values',
  'start_time',
  'start_time_unix_nano',
  'time',
  'time_unix_nano',
  'cache',
  'schema_url',
  'dropped_attributes_count',
  'metadata',
]);

const METRIC: Readonly<Record<string, 'name' | 'unit' | 'kind' | 'temporality' | 'monotonic'>> = {
  name: 'name',
  unit: 'unit',
  type: 'kind',
  aggregation_temporality: 'temporality',
  is_monotonic: 'monotonic',
};

/**
 * What a path names. A path may begin with its context; else the context is the group's.
 *
 * @returns undefined where it is not known
 */
export function placeOf(path: Expression, context: string | undefined): Place | undefined {
  if (path.type !== 'path') return undefined;
  const [first = '', ...rest] = path.names;
  const isContext = CONTEXTS.has(first) && rest.length > 0;
  const within = isContext ? first : context;
  const [part = '', ...more] = isContext ? rest : path.names;
  if (HARMLESS.has(part)) return { of: 'nothing' };
  if (more.length > 0) return undefined;
  if (part === 'attributes') return attributesOf(within, path.keys);
  if (within === 'scope' || within === 'instrumentation_scope') {
    return part === 'name' || part === 'version' ? { of: `scope ${part}` } : undefined;
  }
  if (within !== 'metric') return undefined;
  const of = METRIC[part];
  return of === undefined ? undefined : { of };
}

function attributesOf(context: string | undefined, keys: readonly (string | number)[]): Place | undefined {
  const [key, ...deeper] = keys;
  if (deeper.length > 0 || typeof key === 'number') return undefined;
  if (context === 'datapoint') return { of: 'attributes', key };
  return context === 'resource' ? { of: 'resource', key } : undefined;
}

/** Names of OTTL for the kinds of a metric. */
export const TYPE_NAMES: Readonly<Record<Passing['kind'], string>> = {
  gauge: 'METRIC_DATA_TYPE_GAUGE',
  counter: 'METRIC_DATA_TYPE_SUM',
  updown: 'METRIC_DATA_TYPE_SUM',
  histogram: 'METRIC_DATA_TYPE_HISTOGRAM',
  exponentialHistogram: 'METRIC_DATA_TYPE_EXPONENTIAL_HISTOGRAM',
  summary: 'METRIC_DATA_TYPE_SUMMARY',
};

export const TEMPORALITY_NAMES: Readonly<Record<Passing['temporality'], string>> = {
  unspecified: 'AGGREGATION_TEMPORALITY_UNSPECIFIED',
  delta: 'AGGREGATION_TEMPORALITY_DELTA',
  cumulative: 'AGGREGATION_TEMPORALITY_CUMULATIVE',
};
