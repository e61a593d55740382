import { isNode, LineCounter, parseDocument } from 'yaml';
import { yamlValue } from '../../../shared/edit/index.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';
import { readTextFile, SourceFileError } from '../config-file.ts';
import { alloyCollector, isAlloy } from './alloy/collector.ts';
import { AlloySyntaxError } from './alloy/tokens.ts';
import { merged, withoutPaths } from './merge.ts';
import { type CollectorConfig, type ConfigPath, shape } from './shape.ts';
import { withVariables } from './variables.ts';

interface Origin {
  readonly source: string;
  /** Undefined where it was read from a cluster. */
  readonly file: string | undefined;
  /** Line of the file on which the text begins, from 1. */
  readonly firstLine: number;
}

/** One of the texts that make a configuration. */
interface Part extends Origin {
  readonly value: unknown;
  /** Line of a value; undefined where the text does not have it. */
  lineOf(path: ConfigPath): number | undefined;
}

/**
 * Reads the configurations that an OpenTelemetry Collector is started with, each as `--config` takes it: a path, `file:PATH`
 * or `yaml:TEXT`. Later ones are merged into earlier ones. One file of Alloy is read as well.
 *
 * @throws {SourceFileError}
 */
export function readCollectorConfig(locations: readonly string[]): CollectorConfig {
  const texts = locations.map(readLocation);
  const alloy = texts.find(({ text }) => isAlloy(text));
  if (alloy) return readAlloy(alloy.text, alloy.origin, locations);
  const parts = texts.map(({ text, origin }) => {
    const part = parsePart(text, origin);
    if (part) return part;
    throw new SourceFileError(
      `${origin.source} is not a configuration of an OpenTelemetry Collector: no YAML with keys`,
    );
  });
  const config = configOf(parts);
  if (config) return config;
  const [are, have] =
    parts.length === 1
      ? ['is not a configuration', 'it has']
      : ['together are not a configuration', 'they have'];
  throw new SourceFileError(
    `${locations.join(', ')} ${are} of an OpenTelemetry Collector: ${have} no service.pipelines`,
  );
}

function readLocation(location: string): { text: string; origin: Origin } {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]+):(.*)$/s.exec(location) ?? [];
  const origin = { source: location, firstLine: 1 };
  if (scheme === 'yaml') return { text: rest, origin: { ...origin, file: undefined } };
  if (scheme !== undefined && scheme !== 'file')
    throw new SourceFileError(`${location} is not read: give the text behind ${scheme}: as a file`);
  const file = scheme === 'file' ? rest : location;
  return { text: readTextFile(file), origin: { ...origin, file } };
}

function readAlloy(text: string, origin: Origin, { length }: readonly string[]): CollectorConfig {
  const { source } = origin;
  if (length > 1)
    throw new SourceFileError(
      `${source} is a configuration of Alloy: it is not merged with others, give it alone`,
    );
  const config = fromAlloy(text, origin);
  if (config instanceof AlloySyntaxError)
    throw new SourceFileError(`${source} is not valid Alloy: ${config.message}`);
  if (config) return config;
  throw new SourceFileError(
    `${source} has no otelcol.receiver.otlp: give the file of Alloy's configuration that has it`,
  );
}

/** @returns undefined where the text is something else */
export function parseCollectorConfig(text: string, origin: Origin): CollectorConfig | undefined {
  if (isAlloy(text)) {
    const config = fromAlloy(text, origin);
    return config instanceof AlloySyntaxError ? undefined : config;
  }
  const part = parsePart(text, origin);
  return part && configOf([part]);
}

/** @returns undefined where it is no YAML, or neither empty nor a map: the collector would not start */
function parsePart(text: string, origin: Origin): Part | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...QUIET, lineCounter: lines, merge: true });
  if (document.errors.length > 0) return undefined;
  const value = yamlValue(document) ?? {};
  if (!isRecord(value)) return undefined;
  const lineOf = (path: ConfigPath): number | undefined => {
    const node = document.getIn(path, true);
    return isNode(node) && node.range ? origin.firstLine - 1 + lines.linePos(node.range[0]).line : undefined;
  };
  return { ...origin, value: withoutPaths(value), lineOf };
}

function configOf(parts: readonly Part[]): CollectorConfig | undefined {
  const whole = parts.reduce<unknown>((all, { value }) => merged(all, value), {});
  const parsed = shape.safeParse(withVariables(whole));
  if (!parsed.success) return undefined;
  const latestFirst = parts.toReversed();
  const placeOf: CollectorConfig['placeOf'] = (path) => {
    for (let length = path.length; length > 0; length--) {
      for (const part of latestFirst) {
        const line = part.lineOf(path.slice(0, length));
        if (line !== undefined) return part.file === undefined ? undefined : { file: part.file, line };
      }
    }
    const [first] = parts;
    return first?.file === undefined ? undefined : { file: first.file, line: first.firstLine };
  };
  const source = parts.map((part) => part.source).join(', ');
  return { ...parsed.data, language: 'collector', source, placeOf };
}

/** Undefined where it has no receiver of OTLP. */
function fromAlloy(
  text: string,
  { firstLine, source, file }: Origin,
): CollectorConfig | AlloySyntaxError | undefined {
  try {
    const read = alloyCollector(text, firstLine);
    if (!read) return undefined;
    const { lineOf, ...config } = read;
    const placeOf: CollectorConfig['placeOf'] = (path) =>
      file === undefined ? undefined : { file, line: lineOf(path) };
    return { ...config, source, placeOf };
  } catch (error) {
    if (!(error instanceof AlloySyntaxError)) throw error;
    return error;
  }
}
