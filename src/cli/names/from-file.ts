import { z } from 'zod';
import { ContractError, parseContract } from '../../prove/contract/index.ts';
import { metricFromJson, type MetricJson, type MetricKind } from '../../prove/translate/index.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { readNamedText } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';
import { type AskedMetric, bareMetric, catalogueMetrics, contractMetrics, UNKNOWN_METER } from './metric.ts';

/** Kind and unit of names in a file that does not say them. */
export interface Defaults {
  readonly kind: MetricKind | undefined;
  readonly unit: string | undefined;
}

/**
 * Metrics of a file: a contract, a JSON array of metrics, or names, one a line.
 *
 * @throws {UsageError}
 */
export function metricsFromFile(path: string, defaults: Defaults): AskedMetric[] {
  const text = readNamedText(path);
  const metrics = metricsFrom(text, path, defaults);
  if (metrics.length === 0) {
    throw new UsageError(
      `${path} holds no metric; write a contract, a JSON array of metrics, or names, one a line`,
    );
  }
  return metrics;
}

function metricsFrom(text: string, path: string, defaults: Defaults): AskedMetric[] {
  if (/^\s*\[/.test(text)) return fromJson(text, path);
  if (/^\s*\{|^["']?schema["']?\s*:/m.test(text)) return fromContract(text, path);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((name) => metricNamed(name, defaults));
}

/**
 * The metric of a name: one of the catalogue, or one that the flags describe.
 *
 * @throws {UsageError} where its kind is not known
 */
export function metricNamed(name: string, { kind, unit }: Defaults): AskedMetric {
  const known = catalogueMetrics().find((metric) => metric.name === name);
  if (known && (kind ?? known.kind) === known.kind && (unit ?? known.unit) === known.unit) return known;
  const given = kind ?? known?.kind;
  if (given === undefined) {
    throw new UsageError(
      `the kind of ${name} is not known, and the name depends on it; give --kind counter (or another) and --unit`,
    );
  }
  const bare = bareMetric(name, given, unit ?? known?.unit ?? '');
  if (!known?.shape || !bare.shape) return bare;
  return {
    ...bare,
    description: known.description,
    shape: { ...known.shape, kind: bare.kind, unit: bare.unit },
  };
}

function fromContract(text: string, path: string): AskedMetric[] {
  try {
    return contractMetrics(parseContract(text));
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(`${path} ${error.message}`);
    throw error;
  }
}

const KINDS = [
  'counter',
  'updown',
  'sum',
  'gauge',
  'histogram',
  'exphistogram',
  'exponentialHistogram',
  'summary',
] as const;

/** Kept as it is parsed: an attribute may have any key, `__proto__` too, and the order of keys matters. */
const attributes = z
  .custom<NonNullable<MetricJson['attributes']>>(isRecord, 'is not an object of attributes')
  .nullish();

const metricJson = z.object({
  name: z.string(),
  kind: z.enum(KINDS, `is none of ${KINDS.join(', ')}`),
  monotonic: z.boolean().nullish(),
  temporality: z.enum(['cumulative', 'delta', 'unspecified']).nullish(),
  unit: z.string().nullish(),
  attributes,
  resource: attributes,
  scope: z
    .object({
      name: z.string().default(''),
      version: z.string().nullish(),
      schemaUrl: z.string().nullish(),
      attributes,
    })
    .nullish(),
  description: z.string().default(''),
});

function fromJson(text: string, path: string): AskedMetric[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON: ${errorText(error)}`);
  }
  const parsed = z.array(metricJson).safeParse(rows);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [row, ...field] = issue?.path ?? [];
    throw new UsageError(
      `${path}: metric ${Number(row) + 1}: ${field.join('.') || 'it'}: ${issue?.message ?? ''}; each has name, kind, and where it applies unit, monotonic, temporality, attributes, resource, scope`,
    );
  }
  return parsed.data.map(metricOf);
}

function metricOf(row: z.output<typeof metricJson>): AskedMetric {
  const scope = row.scope ? withoutNull(row.scope) : undefined;
  const shape = metricFromJson(withoutNull({ ...row, kind: kindOf(row), scope }) as unknown as MetricJson);
  const { name, unit, kind } = shape;
  return { name, kind, unit, description: row.description, shape: { scope: UNKNOWN_METER, ...shape } };
}

/** `monotonic` decides between the two kinds of a sum. */
function kindOf({ kind, monotonic }: z.output<typeof metricJson>): MetricJson['kind'] {
  return (kind === 'counter' || kind === 'updown') && typeof monotonic === 'boolean' ? 'sum' : kind;
}

/** JSON has null for an absent value. */
function withoutNull(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  );
}
