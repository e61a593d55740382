import { type CollectorConfig, type ConfigFile, otlpHttpEndpoint } from '../sources/index.ts';
import type { GatewayView } from '../views/gateway.ts';
import type { Location } from '../engine/outcome.ts';
import { metricsUrlOf } from './metrics-url.ts';
import { exporterOf } from './exporter.ts';

/** The path at which a collector takes metrics; each backend has another. */
export const COLLECTOR_PATH = '/v1/metrics';

/** Whether the gateway pushes to a collector at all; where its endpoint is not known, the collector was given for it. */
export async function pushesToCollector(
  config: ConfigFile | undefined,
  gateway: GatewayView | undefined,
): Promise<{ url: URL | undefined; pushes: boolean }> {
  const url = metricsUrlOf(await exporterOf(gateway), config);
  return { url, pushes: url === undefined || url.pathname === COLLECTOR_PATH };
}

export type Pipeline = CollectorConfig['service']['pipelines'][string] & { readonly name: string };

/** Pipelines of metrics, in the order in which they are written. */
export function metricsPipelines({ service }: CollectorConfig): Pipeline[] {
  return Object.entries(service.pipelines)
    .filter(([name]) => typeOf(name) === 'metrics')
    .map(([name, pipeline]) => ({ name, ...pipeline }));
}

/** Kind of a component out of its name, `otlp` of `otlp/internal`. */
export function typeOf(name: string): string {
  return name.split('/')[0] ?? name;
}

/** An OTLP receiver of a pipeline, and where it listens for HTTP. */
export interface OtlpReceiver {
  readonly name: string;
  /** Undefined where it does not speak HTTP; the collector's default where it says nothing. */
  readonly endpoint: string | undefined;
}

export function otlpReceivers(config: CollectorConfig, pipelines: readonly Pipeline[]): OtlpReceiver[] {
  const used = new Set(pipelines.flatMap(({ receivers }) => receivers));
  return [...used]
    .filter((name) => typeOf(name) === 'otlp' && name in config.receivers)
    .map((name) => ({ name, endpoint: otlpHttpEndpoint(config.receivers[name]) }));
}

/** Pipelines that metrics of these pass through, those behind connectors included. */
export function throughConnectors(config: CollectorConfig, first: readonly Pipeline[]): Pipeline[] {
  const all = metricsPipelines(config);
  const reached = new Set(first.map(({ name }) => name));
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    const joined = new Set(
      all
        .filter(({ name }) => reached.has(name))
        .flatMap(({ exporters }) => exporters)
        .filter((name) => name in config.connectors),
    );
    for (const { name, receivers } of all) {
      if (receivers.some((receiver) => joined.has(receiver))) reached.add(name);
    }
  }
  return all.filter(({ name }) => reached.has(name));
}

export function collectorLocation(
  config: CollectorConfig,
  path: readonly (string | number)[],
): { location?: Location } {
  return config.file === undefined ? {} : { location: { file: config.file, line: config.lineOf(path) } };
}
