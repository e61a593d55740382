import { isNode, LineCounter, parseDocument } from 'yaml';
import { yamlValue } from '../../../shared/edit/index.ts';
import { z } from 'zod';
import { readTextFile, SourceFileError } from '../config-file.ts';
import { withVariables } from './variables.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

const components = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((given) => given ?? {});
const names = z
  .array(z.string())
  .nullish()
  .transform((given) => given ?? []);

const shape = z.object({
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

/** Configuration of an OpenTelemetry Collector; a variable without a default is left as it is written. */
export interface CollectorConfig extends z.output<typeof shape> {
  /** Its source for a report: the file, or the entry of the ConfigMap. */
  readonly source: string;
  /** Undefined where it was read from a cluster. */
  readonly file: string | undefined;
  /** Line of a value within the file; of the nearest value around it where there is none. */
  lineOf(path: readonly (string | number)[]): number;
}

/**
 * Reads a configuration file of an OpenTelemetry Collector.
 *
 * @throws {SourceFileError}
 */
export function readCollectorConfig(path: string): CollectorConfig {
  const config = parseCollectorConfig(readTextFile(path), { source: path, file: path, firstLine: 1 });
  if (config) return config;
  throw new SourceFileError(
    `${path} is not a configuration of an OpenTelemetry Collector: it has no service.pipelines`,
  );
}

/** @returns undefined where the text is something else */
export function parseCollectorConfig(
  text: string,
  { firstLine, ...at }: { source: string; file: string | undefined; firstLine: number },
): CollectorConfig | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...QUIET, lineCounter: lines, merge: true });
  if (document.errors.length > 0) return undefined;
  const parsed = shape.safeParse(withVariables(yamlValue(document)));
  if (!parsed.success) return undefined;
  const lineOf: CollectorConfig['lineOf'] = (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return firstLine - 1 + lines.linePos(node.range[0]).line;
    }
    return firstLine;
  };
  return { ...parsed.data, ...at, lineOf };
}
