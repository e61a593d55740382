import type { CollectorConfig, ConfigPath } from '../shape.ts';
import { type AlloyBlock, parseAlloy } from './parse.ts';
import {
  attributesOf,
  childrenOf,
  otlpSettings,
  plain,
  processorSettings,
  receiverSettings,
  referencesOf,
  type Settings,
} from './settings.ts';

/** An end of a way of metrics, with the settings that the collector has for it. */
interface Exporter {
  readonly name: string;
  readonly settings: Settings;
  readonly block: AlloyBlock | undefined;
}

/** From a receiver through processors to an exporter; each is a component, named as in the collector. */
interface Way {
  readonly receiver: AlloyBlock;
  readonly processors: readonly AlloyBlock[];
  readonly exporter: Exporter;
}

const COMPONENT = /^otelcol\.(receiver|processor|exporter|connector)\.(\w+)$/;

export function isAlloy(text: string): boolean {
  return /^[ \t]*otelcol\.\w+\.\w+[ \t]+"[^"\n]*"[ \t]*\{/m.test(text);
}

interface AlloyConfig extends Omit<CollectorConfig, 'source' | 'placeOf'> {
  /** Line of a value within the file; of the nearest value around it where there is none. */
  lineOf(this: void, path: ConfigPath): number;
}

/**
 * Reads the `otelcol` components of a configuration of Alloy as a collector: each way of metrics from a receiver to an
 * exporter is a pipeline. `otelcol.processor.attributes "slim"` is `attributes/slim` there. Components that are not read are
 * in it by name, so that nothing behind them is judged.
 *
 * @returns undefined where it has no receiver of OTLP
 * @throws {AlloySyntaxError}
 */
export function alloyCollector(text: string, firstLine: number): AlloyConfig | undefined {
  const { blocks } = parseAlloy(text);
  // Alloy reads all files of a folder: the receiver may be in another one.
  if (!blocks.some(({ name }) => name === 'otelcol.receiver.otlp')) return undefined;
  const ways = waysOf(blocks);
  const lines = new Map<string, number>();
  const section = (
    name: string,
    entries: readonly (readonly [string, Settings, AlloyBlock | undefined])[],
  ) => {
    for (const [key, , block] of entries) if (block) keepLines(lines, [name, key], block);
    return Object.fromEntries(entries.map(([key, settings]) => [key, settings]));
  };
  const receivers = blocks.filter(({ name }) => COMPONENT.exec(name)?.[1] === 'receiver');
  const processors = new Set(ways.flatMap((way) => way.processors));
  return {
    language: 'alloy',
    receivers: section(
      'receivers',
      receivers.map((block) => [
        nameOf(block),
        typeOf(block) === 'otlp' ? receiverSettings(block) : plain(block),
        block,
      ]),
    ),
    processors: section(
      'processors',
      [...processors].map((block) => [nameOf(block), processorSettings(block, typeOf(block)), block]),
    ),
    exporters: section(
      'exporters',
      ways.map(({ exporter: { name, settings, block } }) => [name, settings, block]),
    ),
    connectors: {},
    service: { pipelines: pipelinesOf(ways) },
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const line = lines.get(JSON.stringify(path.slice(0, length)));
        if (line !== undefined) return firstLine - 1 + line;
      }
      return firstLine;
    },
  };
}

function pipelinesOf(ways: readonly Way[]): CollectorConfig['service']['pipelines'] {
  return Object.fromEntries(
    ways.map(({ receiver, processors, exporter }, index) => [
      index === 0 ? 'metrics' : `metrics/${index + 1}`,
      { receivers: [nameOf(receiver)], processors: processors.map(nameOf), exporters: [exporter.name] },
    ]),
  );
}

function keepLines(lines: Map<string, number>, path: readonly string[], block: AlloyBlock): void {
  lines.set(JSON.stringify(path), block.line);
  for (const { name, line } of block.attributes) lines.set(JSON.stringify([...path, name]), line);
  for (const own of childrenOf(block, 'client'))
    for (const { name, line } of own.attributes) lines.set(JSON.stringify([...path, name]), line);
}

function waysOf(blocks: readonly AlloyBlock[]): Way[] {
  const components = new Map(
    blocks.filter(({ label }) => label !== undefined).map((block) => [`${block.name}.${block.label}`, block]),
  );
  const from = (receiver: AlloyBlock, passed: readonly AlloyBlock[], last: AlloyBlock): Way[] =>
    outputsOf(last).flatMap((reference): Way[] => {
      const target = components.get(reference.replace(/\.input$/, ''));
      if (target && isProcessor(target))
        return passed.includes(target) ? [] : from(receiver, [...passed, target], target);
      return exportersOf(reference, target, components).map((exporter) => ({
        receiver,
        processors: passed,
        exporter,
      }));
    });
  return blocks
    .filter(({ name }) => COMPONENT.exec(name)?.[1] === 'receiver')
    .flatMap((receiver) => from(receiver, [], receiver));
}

function isProcessor({ name }: AlloyBlock): boolean {
  return COMPONENT.exec(name)?.[1] === 'processor';
}

function outputsOf(block: AlloyBlock): string[] {
  return childrenOf(block, 'output').flatMap(({ attributes }) =>
    attributes.filter(({ name }) => name === 'metrics').flatMap(({ value }) => referencesOf(value)),
  );
}

function exportersOf(
  reference: string,
  target: AlloyBlock | undefined,
  components: ReadonlyMap<string, AlloyBlock>,
): Exporter[] {
  if (!target || COMPONENT.exec(target.name)?.[1] !== 'exporter')
    return [notRead(target ? nameOf(target) : reference, target)];
  if (typeOf(target) === 'prometheus') return prometheusExporters(target, components);
  const settings = typeOf(target).startsWith('otlp') ? otlpSettings(target) : plain(target);
  return [{ name: nameOf(target), settings, block: target }];
}

/** `otelcol.exporter.prometheus` makes series, and hands them to components that write them. */
function prometheusExporters(block: AlloyBlock, components: ReadonlyMap<string, AlloyBlock>): Exporter[] {
  const given = attributesOf(block);
  if (given['convert_classic_histograms_to_nhcb'] === true)
    return [notRead(`convert_classic_histograms_to_nhcb/${block.label}`, block)];
  const targets = block.attributes
    .filter(({ name }) => name === 'forward_to')
    .flatMap(({ value }) => referencesOf(value));
  const naming = {
    add_metric_suffixes: given['add_metric_suffixes'] ?? true,
    disable_scope_info: given['include_scope_labels'] === false,
    target_info: { enabled: given['include_target_info'] ?? true },
    resource_to_telemetry_conversion: { enabled: given['resource_to_telemetry_conversion'] ?? false },
  };
  return targets.flatMap((reference): Exporter[] => {
    const writer = components.get(reference.replace(/\.receiver$/, ''));
    if (writer?.name !== 'prometheus.remote_write') return [notRead(writer?.name ?? reference, block)];
    const endpoints = childrenOf(writer, 'endpoint');
    return endpoints.map((endpoint, index): Exporter => {
      if (childrenOf(endpoint, 'write_relabel_config').length > 0)
        return notRead(`write_relabel_config/${writer.label}`, endpoint);
      const labels = attributesOf(writer)['external_labels'] ?? {};
      const alone = targets.length === 1 && endpoints.length === 1;
      const name = alone ? `${block.label}` : `${block.label}-${writer.label}-${index + 1}`;
      const settings = { ...naming, endpoint: attributesOf(endpoint)['url'], external_labels: labels };
      return { name: `prometheusremotewrite/${name}`, settings, block };
    });
  });
}

/** An exporter of a kind that nothing is known of. */
function notRead(name: string, block: AlloyBlock | undefined): Exporter {
  return { name, settings: {}, block };
}

function typeOf({ name }: AlloyBlock): string {
  return COMPONENT.exec(name)?.[2] ?? name;
}

/** `attributes/slim` of `otelcol.processor.attributes "slim"`. */
function nameOf(block: AlloyBlock): string {
  return `${typeOf(block)}/${block.label ?? ''}`;
}
