import { z } from 'zod';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

/** One action of the processors `attributes` and `resource`. */
const action = z.object({
  key: text,
  pattern: text,
  action: z.string(),
  value: z.unknown().optional(),
  from_attribute: text,
  from_context: text,
});

const match = z
  .object({
    match_type: text,
    metric_names: texts,
    attributes: z.unknown().optional(),
    resources: z.unknown().optional(),
    services: z.unknown().optional(),
  })
  .nullish();

const attributesShape = z.object({
  actions: z.array(action).nullish(),
  /** The name that the processor `resource` has for its actions. */
  attributes: z.array(action).nullish(),
  include: match,
  exclude: match,
});

export type AttributeAction = z.output<typeof action>;
export type MetricMatch = NonNullable<z.output<typeof match>>;
type AttributesProcessor = z.output<typeof attributesShape>;

export function attributesProcessor(config: unknown): AttributesProcessor | undefined {
  return attributesShape.safeParse(config ?? {}).data;
}

const transformStep = z.object({
  include: text,
  match_type: text,
  action: text,
  new_name: text,
  submatch_case: text,
  experimental_match_labels: z.record(z.string(), z.unknown()).nullish(),
  operations: z
    .array(
      z.object({
        action: z.string(),
        label: text,
        new_label: text,
        new_value: text,
        label_set: texts,
        label_value: text,
      }),
    )
    .nullish(),
});

export type MetricsTransform = z.output<typeof transformStep>;

export function metricsTransforms(config: unknown): MetricsTransform[] | undefined {
  const parsed = z.object({ transforms: z.array(transformStep).nullish() }).safeParse(config ?? {});
  return parsed.success ? (parsed.data.transforms ?? []) : undefined;
}

const group = z.union([
  z.string().transform((statement) => ({ context: undefined, statements: [statement], conditions: [] })),
  z
    .object({ context: text, statements: texts, conditions: texts })
    .transform(({ context, statements, conditions }) => ({
      context: context ?? undefined,
      statements: statements ?? [],
      conditions: conditions ?? [],
    })),
]);

/** Statements on metrics of the processor `transform`, in their order. */
export interface StatementGroup {
  /** Undefined: the paths name it. */
  readonly context: string | undefined;
  readonly statements: readonly string[];
  readonly conditions: readonly string[];
}

export function metricStatements(config: unknown): StatementGroup[] | undefined {
  const parsed = z.object({ metric_statements: z.array(group).nullish() }).safeParse(config ?? {});
  return parsed.success ? (parsed.data.metric_statements ?? []) : undefined;
}

const selection = z.object({ match_type: text, metrics: texts, metric_types: texts }).nullish();

const conversionShape = z.object({ include: selection, exclude: selection });

export type ConversionSelection = NonNullable<z.output<typeof selection>>;

/** Which metrics the processor `cumulativetodelta` converts. */
export function cumulativeToDelta(config: unknown): z.output<typeof conversionShape> | undefined {
  return conversionShape.safeParse(config ?? {}).data;
}

/** Names that the processor `deltatorate` turns into gauges. */
export function deltaToRate(config: unknown): readonly string[] | undefined {
  const parsed = z.object({ metrics: texts }).safeParse(config ?? {});
  return parsed.success ? (parsed.data.metrics ?? []) : undefined;
}

/** Keys that the processor `groupbyattrs` moves from the data points to the resource. */
export function groupedKeys(config: unknown): readonly string[] | undefined {
  const parsed = z.object({ keys: texts }).safeParse(config ?? {});
  return parsed.success ? (parsed.data.keys ?? []) : undefined;
}
