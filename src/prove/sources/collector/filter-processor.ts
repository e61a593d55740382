import { z } from 'zod';

const conditions = z.array(z.string()).nullish();

const matchShape = z
  .object({ match_type: z.string().nullish(), metric_names: z.array(z.string()).nullish() })
  .nullish();

const inferred = z.union([
  z.string().transform((condition) => ({ context: undefined, conditions: [condition] })),
  z
    .object({ context: z.string().nullish(), conditions })
    .transform(({ context, conditions: own }) => ({ context: context ?? undefined, conditions: own ?? [] })),
]);

const filterShape = z.object({
  metric_conditions: z.array(inferred).nullish(),
  metrics: z
    .object({
      resource: conditions,
      metric: conditions,
      datapoint: conditions,
      include: matchShape,
      exclude: matchShape,
    })
    .nullish(),
});

/** An include or exclude list of a filter processor. */
export type NameMatch = NonNullable<z.output<typeof matchShape>>;

/** An OTTL condition, and the context in which its paths begin; undefined where the paths name it. */
interface FilterCondition {
  readonly context: string | undefined;
  readonly text: string;
}

/** The conditions of a filter processor on metrics. */
export interface MetricFilter {
  readonly conditions: readonly FilterCondition[];
  readonly include: NameMatch | undefined;
  readonly exclude: NameMatch | undefined;
}

/**
 * Reads the configuration of a filter processor.
 *
 * @returns undefined where it has another shape
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/filterprocessor
 */
export function metricFilter(processor: unknown): MetricFilter | undefined {
  const parsed = filterShape.safeParse(processor ?? {});
  if (!parsed.success) return undefined;
  const { metrics, metric_conditions: newer } = parsed.data;
  const within = (context: 'resource' | 'metric' | 'datapoint'): FilterCondition[] =>
    (metrics?.[context] ?? []).map((text) => ({ context, text }));
  return {
    conditions: [
      ...within('resource'),
      ...within('metric'),
      ...within('datapoint'),
      ...(newer ?? []).flatMap(({ context, conditions: own }) => own.map((text) => ({ context, text }))),
    ],
    include: metrics?.include ?? undefined,
    exclude: metrics?.exclude ?? undefined,
  };
}
