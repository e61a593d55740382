import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { QUIET } from '../../../shared/text/yaml-options.ts';

const text = z.coerce.string();

/** One rule of Prometheus' relabelling, as its configuration has it, with the defaults. */
export const relabelRule = z.object({
  source_labels: z.array(z.string()).default([]),
  separator: text.default(';'),
  regex: text.default('(.*)'),
  modulus: z.number().optional(),
  target_label: z.string().default(''),
  replacement: text.default('$1'),
  action: z
    .string()
    .transform((action) => action.toLowerCase())
    .default('replace'),
});

export type RelabelRule = z.output<typeof relabelRule>;

const configShape = z.object({
  remote_write: z
    .array(
      z.object({
        url: z.string(),
        write_relabel_configs: z
          .array(relabelRule)
          .nullish()
          .transform((given) => given ?? []),
      }),
    )
    .nullish()
    .transform((given) => given ?? []),
});

/** Remote writes in the configuration file of a Prometheus; none where they cannot be read. */
export function configuredRemoteWrites(
  configYaml: string,
): readonly { readonly url: string; readonly rules: readonly RelabelRule[] }[] {
  const writes = configShape.safeParse(parseYaml(configYaml, QUIET)).data?.remote_write ?? [];
  return writes.map(({ url, write_relabel_configs: rules }) => ({ url, rules }));
}
