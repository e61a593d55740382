import { z } from 'zod';

const conditions = z.array(z.string()).nullish();

const matchShape = z
  .object({ match_type: z.string().nullish(), metric_names: z.array(z.string()).nullish() })
  .nullish();

const filterShape = z.object({
  metrics: z
    .object({
      metric: conditions,
      datapoint: conditions,
      include: matchShape,
      exclude: matchShape,
    })
    .nullish(),
});

/** An include or exclude list of a filter processor. */
export type NameMatch = NonNullable<z.output<typeof matchShape>>;

/** The conditions of a filter processor on metrics. */
export interface MetricFilter {
  /** OTTL conditions on metrics and on data points. */
  readonly conditions: readonly string[];
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
  const { metric, datapoint, include, exclude } = parsed.data.metrics ?? {};
  return {
    conditions: [...(metric ?? []), ...(datapoint ?? [])],
    include: include ?? undefined,
    exclude: exclude ?? undefined,
  };
}
