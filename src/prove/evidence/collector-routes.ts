import { type Contract, type ContractMetric, resourceOf } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { type Destination, destinationOf } from '../pipeline/destination.ts';
import { flavourOfPath, readExporterUrl } from '../pipeline/exporter-url.ts';
import { dropped, enteringWith, notJudged, type Passing } from '../pipeline/passing.ts';
import { processorOf } from '../pipeline/processors/index.ts';
import { ASSUMED_VERSIONS, type CollectorConfig } from '../sources/index.ts';
import { collectorExporter, componentType, type CollectorExporter } from '../sources/collector/index.ts';
import type { Backend } from '../translate/index.ts';
import { backendIdentity } from './backend-identity.ts';
import {
  collectorConfig,
  metricsPipelines,
  otlpReceivers,
  type Pipeline,
  pushedCollector,
} from './collector.ts';
import { DEFAULT_BACKEND } from './backend-rules.ts';

/** A metric at the end of one way through the collector. */
export interface Route {
  /** Name of the exporter. */
  readonly exporter: string;
  readonly settings: CollectorExporter;
  /** As it reaches the exporter, or where it was dropped before. */
  readonly metric: Passing;
  /** Undefined where it is not known how the metric is stored there. */
  readonly destination: Destination | undefined;
  /** Where the exporter leads, as far as its URL or the backend that was given show it. */
  readonly isBackendKnown: boolean;
}

/** A metric of the contract with all its routes. */
export interface RoutedMetric {
  readonly metric: ContractMetric;
  readonly otlp: string;
  readonly routes: readonly Route[];
}

/** What the collector's configuration makes of the metrics of the contract; without those that have no OTLP name. */
export const collectorRoutes = defineEvidence({
  name: 'collectorRoutes',
  needs: [collectorConfig, pushedCollector, 'contract'],
  uses: [backendIdentity, 'backend'],
  answer: ({ collectorConfig: config, contract, backendIdentity, backend }) => {
    const address = backend && URL.canParse(backend.url) ? new URL(backend.url).host : undefined;
    const given = backendIdentity && { backend: backendIdentity.backend, address };
    return known(routedMetrics(config, contract, given));
  },
});

interface GivenBackend {
  readonly backend: Backend;
  readonly address: string | undefined;
}

export function routedMetrics(
  config: CollectorConfig,
  contract: Contract,
  given: GivenBackend | undefined,
): RoutedMetric[] {
  const resource = resourceOf(contract);
  const ways = waysOf(config);
  return contract.metrics.flatMap((metric): RoutedMetric[] => {
    const { otlp, kind, unit, attributes, optionalAttributes = [] } = metric;
    if (otlp === undefined) return [];
    const entering = enteringWith(
      { name: otlp, kind, unit },
      [...attributes, ...optionalAttributes],
      resource,
    );
    return [{ metric, otlp, routes: ways.map((way) => routeOf(config, way, entering, given)) }];
  });
}

/** The pipelines from an otlp receiver to one exporter, joined by connectors. */
interface Way {
  readonly pipelines: readonly Pipeline[];
  readonly connectors: readonly string[];
  readonly exporter: string;
}

function waysOf(config: CollectorConfig): Way[] {
  const all = metricsPipelines(config);
  const receivers = otlpReceivers(config, all)
    .filter(({ endpoint }) => endpoint !== undefined)
    .map(({ name }) => name);
  const from = (pipelines: readonly Pipeline[], connectors: readonly string[]): Way[] => {
    const exporters = pipelines.at(-1)?.exporters ?? [];
    return exporters.flatMap((exporter): Way[] => {
      if (!(exporter in config.connectors)) return [{ pipelines, connectors, exporter }];
      return all
        .filter((next) => next.receivers.includes(exporter) && !pipelines.includes(next))
        .flatMap((next) => from([...pipelines, next], [...connectors, exporter]));
    });
  };
  return all
    .filter((pipeline) => pipeline.receivers.some((name) => receivers.includes(name)))
    .flatMap((pipeline) => from([pipeline], []))
    .filter(({ exporter }) => collectorExporter(exporter, config.exporters[exporter]).kind !== 'dead end');
}

function routeOf(
  config: CollectorConfig,
  way: Way,
  entering: Passing,
  given: GivenBackend | undefined,
): Route {
  const settings = collectorExporter(way.exporter, config.exporters[way.exporter]);
  const processors = way.pipelines.flatMap((pipeline) => pipeline.processors);
  const joined = way.connectors.reduce((passing, name) => throughConnector(passing, name), entering);
  const metric = processors.reduce(
    (passing, name) => (passing.droppedBy ? passing : processorOf(name, config.processors[name])(passing)),
    joined,
  );
  const { backend, isKnown } = backendOf(settings, given);
  const destination = destinationOf(settings, backend, isKnown);
  return {
    exporter: way.exporter,
    settings,
    metric: destination ? sent(metric, destination, way.exporter) : metric,
    destination,
    isBackendKnown: isKnown,
  };
}

/** A connector that hands on what it gets leaves it as it is; where it goes may depend on conditions. */
function throughConnector(metric: Passing, name: string): Passing {
  const type = componentType(name);
  if (type === 'forward' || type === 'failover' || type === 'roundrobin') return metric;
  return notJudged(metric, { path: ['connectors', name], text: `the connector ${type} was not evaluated` });
}

/** Some exporters leave deltas out. */
function sent(metric: Passing, { translator, takesDeltas }: Destination, exporter: string): Passing {
  if (metric.droppedBy || takesDeltas || metric.temporality === 'cumulative') return metric;
  const { name, kind, unit, temporality } = metric;
  const bare = { name, kind, unit, temporality, attributes: new Map(), resource: new Map() };
  if (translator.translate(bare).series.length > 0) return metric;
  return dropped(metric, {
    path: ['exporters', exporter],
    text: `${temporality} values of a ${kind} are not stored`,
  });
}

/** Without a backend that has the exporter's address, its path shows what it is. */
function backendOf(
  settings: CollectorExporter,
  given: GivenBackend | undefined,
): { backend: Backend; isKnown: boolean } {
  const fallback = given?.backend ?? DEFAULT_BACKEND;
  const read = settings.kind === 'otlp' ? readExporterUrl(settings.url) : undefined;
  if (!read) return { backend: fallback, isKnown: false };
  const address = read.port === '' ? read.host : `${read.host}:${read.port}`;
  if (given && given.address === address) return { backend: given.backend, isKnown: true };
  const flavour = flavourOfPath(read.path);
  if (!flavour) return { backend: fallback, isKnown: false };
  if (fallback.flavour === flavour) return { backend: fallback, isKnown: true };
  return { backend: { flavour, version: ASSUMED_VERSIONS[flavour], settings: {} }, isKnown: true };
}
