import { isNode, LineCounter, parseDocument } from 'yaml';
import { yamlValue } from '../../../shared/edit/index.ts';
import { readTextFile, SourceFileError } from '../config-file.ts';
import { alloyCollector, isAlloy } from './alloy/collector.ts';
import { AlloySyntaxError } from './alloy/tokens.ts';
import { type CollectorConfig, shape } from './shape.ts';
import { withVariables } from './variables.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/**
 * Reads a configuration file of an OpenTelemetry Collector.
 *
 * @throws {SourceFileError}
 */
export function readCollectorConfig(path: string): CollectorConfig {
  const text = readTextFile(path);
  const at = { source: path, file: path, firstLine: 1 };
  const config = isAlloy(text) ? fromAlloy(text, at) : parseCollectorConfig(text, at);
  if (config instanceof AlloySyntaxError)
    throw new SourceFileError(`${path} is not valid Alloy: ${config.message}`);
  if (config) return config;
  if (isAlloy(text))
    throw new SourceFileError(
      `${path} has no otelcol.receiver.otlp: give the file of Alloy's configuration that has it`,
    );
  throw new SourceFileError(
    `${path} is not a configuration of an OpenTelemetry Collector: it has no service.pipelines`,
  );
}

interface At {
  readonly source: string;
  readonly file: string | undefined;
  /** Line of the file on which the text begins, from 1. */
  readonly firstLine: number;
}

/** @returns undefined where the text is something else */
export function parseCollectorConfig(text: string, { firstLine, ...at }: At): CollectorConfig | undefined {
  if (isAlloy(text)) {
    const config = fromAlloy(text, { firstLine, ...at });
    return config instanceof AlloySyntaxError ? undefined : config;
  }
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
  return { ...parsed.data, language: 'collector', ...at, lineOf };
}

/** Undefined where it has no receiver of OTLP. */
function fromAlloy(text: string, { firstLine, ...at }: At): CollectorConfig | AlloySyntaxError | undefined {
  try {
    const config = alloyCollector(text, firstLine);
    return config && { ...config, ...at };
  } catch (error) {
    if (!(error instanceof AlloySyntaxError)) throw error;
    return error;
  }
}
