import { z } from 'zod';

const components = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((given) => given ?? {});
const names = z
  .array(z.string())
  .nullish()
  .transform((given) => given ?? []);

export const shape = z.object({
  receivers: components,
  processors: components,
  exporters: components,
  connectors: components,
  service: z.object({
    pipelines: z
      .record(
        z.string(),
        z
          .object({ receivers: names, processors: names, exporters: names })
          .nullish()
          .transform((given) => given ?? { receivers: [], processors: [], exporters: [] }),
      )
      .nullish()
      .transform((given) => given ?? {}),
  }),
});

export type ConfigPath = readonly (string | number)[];

/** Configuration of an OpenTelemetry Collector; a variable without a default is left as it is written. */
export interface CollectorConfig extends z.output<typeof shape> {
  /** Its source for a report: the files, or the entry of the ConfigMap. */
  readonly source: string;
  /** Source of a second collector that was given, and is a part of this. */
  readonly next?: string;
  /** The language in which it is written. */
  readonly language: 'collector' | 'alloy';
  /** Place of a value; of the nearest value around it where there is none. Undefined where it was read from a cluster. */
  placeOf(path: ConfigPath): { readonly file: string; readonly line: number } | undefined;
}
