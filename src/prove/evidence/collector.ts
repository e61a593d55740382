import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { type Location, skip } from '../engine/outcome.ts';
import { type CollectorConfig, otlpHttpEndpoint } from '../sources/index.ts';
import { metricsUrl, urlEvidence } from './metrics-url.ts';

/** The path at which a collector receives metrics; each backend has another. */
export const COLLECTOR_PATH = '/v1/metrics';

export const collectorConfig = defineEvidence({
  name: 'collectorConfig',
  needs: ['collector'],
  answer: ({ collector: { config } }) =>
    config ? known(config) : notKnown("the collector's configuration was not given: --collector-config FILE"),
});

/**
 * The collector, where the gateway pushes to one. Where the metrics URL is not known, the gateway is assumed to push to
 * the collector that was given. A check of the collector is skipped where the gateway pushes to something else.
 */
export const pushedCollector = defineEvidence({
  name: 'pushedCollector',
  needs: ['collector'],
  uses: [metricsUrl],
  answer: ({ collector, metricsUrl: url }) =>
    url === undefined || url.pathname === COLLECTOR_PATH
      ? known(collector)
      : settled(skip('the gateway does not push to a collector', [urlEvidence(url)])),
});

export type Pipeline = CollectorConfig['service']['pipelines'][string] & { readonly name: string };

/** Pipelines of metrics, in the order in which they are written. */
export function metricsPipelines({ service }: CollectorConfig): Pipeline[] {
  return Object.entries(service.pipelines)
    .filter(([name]) => typeOf(name) === 'metrics')
    .map(([name, pipeline]) => ({ name, ...pipeline }));
}

/** Kind of a component by its name: `otlp` of `otlp/internal`. */
export function typeOf(name: string): string {
  return name.split('/')[0] ?? name;
}

/** An OTLP receiver of a pipeline, and the address on which it listens for HTTP. */
export interface OtlpReceiver {
  readonly name: string;
  /** Undefined where it does not speak HTTP; the collector's default where it is not set. */
  readonly endpoint: string | undefined;
}

export function otlpReceivers(config: CollectorConfig, pipelines: readonly Pipeline[]): OtlpReceiver[] {
  const used = new Set(pipelines.flatMap(({ receivers }) => receivers));
  return [...used]
    .filter((name) => typeOf(name) === 'otlp' && name in config.receivers)
    .map((name) => ({ name, endpoint: otlpHttpEndpoint(config.receivers[name]) }));
}

/** Pipelines that the metrics of these pass through, also by connectors. */
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

/** A component as its configuration names it: `processors.filter/x`, or `otelcol.processor.filter "x"`. */
export function writtenComponent({ language }: CollectorConfig, path: readonly (string | number)[]): string {
  const [section, name, ...rest] = path.map(String);
  if (language === 'collector' || section === undefined || name === undefined) return path.join('.');
  const [type = name, label = ''] = name.split('/');
  const written = type === 'prometheusremotewrite' ? 'prometheus' : type;
  return [`otelcol.${section.replace(/s$/, '')}.${written} "${label}"`, ...rest].join(': ');
}

/** A component in a sentence: `filter/x`, or `otelcol.processor.filter "x"`. */
export function componentName(config: CollectorConfig, path: readonly (string | number)[]): string {
  return config.language === 'collector' ? String(path[1]) : writtenComponent(config, path.slice(0, 2));
}

export function collectorLocation(
  config: CollectorConfig,
  path: readonly (string | number)[],
): { location?: Location } {
  const location = config.placeOf(path);
  return location ? { location } : {};
}
