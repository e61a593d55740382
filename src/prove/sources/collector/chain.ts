import { componentType } from './component-type.ts';
import { collectorExporter } from './exporters.ts';
import { collectorListeners } from './otlp-receiver.ts';
import type { CollectorConfig } from './shape.ts';
import { openVariables } from './variables.ts';

type Pipelines = CollectorConfig['service']['pipelines'];

/**
 * Two collectors, of which the first sends OTLP to the second, as one configuration: where an exporter leads to a port and a
 * protocol on which the second listens, a connector `forward` comes between their pipelines. Components of the second end
 * in `/next`. An exporter that leads elsewhere stays as it is.
 */
export function chained(first: CollectorConfig, next: CollectorConfig): CollectorConfig {
  const links = linksOf(first, next);
  const forward = (exporter: string): string => `forward/${exporter}`;
  const before = Object.entries(first.service.pipelines).map(
    ([name, pipeline]): [string, Pipelines[string]] => [
      name,
      {
        ...pipeline,
        exporters: pipeline.exporters.map((exporter) => (links.has(exporter) ? forward(exporter) : exporter)),
      },
    ],
  );
  const behind = Object.entries(next.service.pipelines).map(
    ([name, pipeline]): [string, Pipelines[string]] => [
      renamed(name),
      {
        receivers: pipeline.receivers.flatMap((receiver) =>
          isOtlp(receiver)
            ? [...links].flatMap(([exporter, to]) => (to.has(receiver) ? [forward(exporter)] : []))
            : [renamed(receiver)],
        ),
        processors: pipeline.processors.map(renamed),
        exporters: pipeline.exporters.map(renamed),
      },
    ],
  );
  const forwards = Object.fromEntries([...links.keys()].map((exporter) => [forward(exporter), {}]));
  return {
    language: first.language,
    source: `${first.source}, then ${next.source}`,
    next: next.source,
    receivers: { ...first.receivers, ...allRenamed(next.receivers, (name) => !isOtlp(name)) },
    processors: { ...first.processors, ...allRenamed(next.processors) },
    exporters: { ...first.exporters, ...allRenamed(next.exporters) },
    connectors: { ...first.connectors, ...allRenamed(next.connectors), ...forwards },
    service: { pipelines: Object.fromEntries([...before, ...behind]) },
    placeOf: (path) => {
      const names = path.map((part) => (typeof part === 'string' ? part : String(part)));
      const isNext = names.some((name) => name.endsWith(NEXT));
      return isNext
        ? next.placeOf(path.map((part) => (typeof part === 'string' ? written(part) : part)))
        : first.placeOf(path);
    },
  };
}

const NEXT = '/next';

function renamed(name: string): string {
  return `${name}${NEXT}`;
}

function written(name: string): string {
  return name.endsWith(NEXT) ? name.slice(0, -NEXT.length) : name;
}

function allRenamed(
  components: Readonly<Record<string, unknown>>,
  keeps: (name: string) => boolean = () => true,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(components)
      .filter(([name]) => keeps(name))
      .map(([name, settings]) => [renamed(name), settings]),
  );
}

function isOtlp(receiver: string): boolean {
  return componentType(receiver) === 'otlp';
}

/** Exporters of the first that lead to the second, each with the receivers of the second that it reaches. */
function linksOf(first: CollectorConfig, next: CollectorConfig): Map<string, ReadonlySet<string>> {
  const listeners = collectorListeners(next) ?? [];
  const links = new Map<string, ReadonlySet<string>>();
  for (const [name, config] of Object.entries(first.exporters)) {
    const exporter = collectorExporter(name, config);
    if (exporter.kind !== 'otlp') continue;
    const address = addressOf(exporter.url);
    const reached = listeners.filter(
      ({ port, speaks }) => address?.port === port && exporter.transport === speaks,
    );
    // Another path is that of another server.
    const isDefaultPath = exporter.transport === 'grpc' || address?.path === '/v1/metrics';
    if (reached.length > 0 && isDefaultPath)
      links.set(name, new Set(reached.flatMap(({ receiver }) => receiver ?? [])));
  }
  return links;
}

function addressOf(url: string): { readonly port: number; readonly path: string } | undefined {
  const shown = openVariables(url).reduce((text, variable) => text.replace(variable, 'variable'), url);
  const withScheme = /^[a-z]+:\/\//i.test(shown) ? shown : `http://${shown}`;
  if (!URL.canParse(withScheme)) return undefined;
  const { port, protocol, pathname } = new URL(withScheme);
  return { port: Number(port || (protocol === 'https:' ? 443 : 80)), path: pathname };
}
