import { z } from 'zod';

/*
 * Parts of the shapes of Kubernetes objects as people write them: unknown fields are ignored, and null counts as
 * absent, as it does for the API server.
 */
export const text = z.string().nullish().transform(orUndefined);
export const number = z.number().nullish().transform(orUndefined);
export const flag = z.boolean().nullish().transform(orUndefined);

export const stringMap = z.record(z.string(), z.string());

export const labels = stringMap.nullish().transform((given) => given ?? {});

export const protocol = z
  .enum(['TCP', 'UDP', 'SCTP'])
  .nullish()
  .transform((given) => given ?? 'TCP');

export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((given) => given ?? []);

export const optional = <T extends z.ZodType>(shape: T) => shape.nullish().transform(orUndefined);

function orUndefined<T>(given: T | null | undefined): T | undefined {
  return given ?? undefined;
}
