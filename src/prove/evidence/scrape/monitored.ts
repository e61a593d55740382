import { defineEvidence, known, notKnown } from '../../engine/define-evidence.ts';
import {
  type LabelSelector,
  nameOf,
  type Pod,
  podsOfService,
  selectorMatches,
  type Service,
} from '../../network/index.ts';
import {
  type CollectorConfig,
  collectorConfigs,
  type ManifestObject,
  type ManifestSet,
  type Monitor,
  type MonitorEndpoint,
  monitorOf,
  SCRAPE_PATH,
} from '../../sources/index.ts';
import { collectorConfig } from '../collector.ts';
import { configuration } from '../configuration.ts';
import { gatewayWorkload } from '../gateway-workload.ts';
import { gapOf, sourceOf } from '../manifest-location.ts';
import { service } from '../service.ts';
import { scrapedPorts } from './collector-ports.ts';
import { GATEWAY_PORT, type Scraped, type ScrapeSettings } from './scrape.ts';

/** A Service of the manifests with its labels, which a monitor selects by. */
export interface LabelledService {
  readonly service: Service;
  readonly object: ManifestObject;
}

/** One endpoint of a monitor that is meant for the service of the run. */
export interface MonitoredEndpoint extends ScrapeSettings {
  readonly monitor: Monitor;
  readonly endpoint: MonitorEndpoint;
  /** The service's pod. */
  readonly pod: Pod;
  /** Services that lead to the pod. For a PodMonitor they do not matter. */
  readonly services: readonly LabelledService[];
  /** Those that the monitor selects. Of a PodMonitor none. */
  readonly selected: readonly LabelledService[];
  /** Whether the selector matches a Service that leads to the pod, or the pod itself. */
  readonly isSelected: boolean;
  /** Ports of the pod that the endpoint leads to; why there is none. */
  readonly ports: readonly number[];
  readonly problem: string | undefined;
}

/**
 * The monitors of the Prometheus Operator that select the service's pods, and those that are meant to: one has the path
 * of the plugin, or the name of the service, and selects nothing else.
 */
export const monitoredEndpoints = defineEvidence({
  name: 'monitoredEndpoints',
  needs: ['manifests', gatewayWorkload, service],
  uses: [configuration, collectorConfig],
  answer: ({
    manifests,
    gatewayWorkload: { pod },
    service: { owner, name },
    configuration,
    collectorConfig,
  }) => {
    const gap = ['ServiceMonitor', 'PodMonitor']
      .map((kind) => gapOf(manifests, kind))
      .find((why) => why !== undefined);
    if (gap !== undefined) return notKnown(gap);
    const collectors = [...collectorConfigs(manifests), ...(collectorConfig ? [collectorConfig] : [])];
    const kindOfPort = scrapedBy({
      isGateway: owner === 'gateway',
      port: configuration?.gateway.port || GATEWAY_PORT,
      collectors,
    });
    const services = labelledServices(manifests);
    const found = manifests.objects
      .flatMap((object) => monitorOf(object) ?? [])
      .flatMap((monitor) => endpointsOf(monitor, { manifests, pod, name, services, kindOfPort }));
    return known<readonly MonitoredEndpoint[]>(found);
  },
});

interface Around {
  readonly manifests: ManifestSet;
  readonly pod: Pod;
  readonly name: string;
  readonly services: readonly LabelledService[];
  readonly kindOfPort: (port: number) => Scraped;
}

function labelledServices(manifests: ManifestSet): LabelledService[] {
  const { objects, cluster } = manifests;
  return objects.flatMap((object): LabelledService[] => {
    if (object.kind !== 'Service' || object.apiVersion !== 'v1') return [];
    const service = cluster.services.find(
      (each) => each.name === object.name && each.namespace === manifests.namespaceOf(object),
    );
    return service ? [{ service, object }] : [];
  });
}

function endpointsOf(
  monitor: Monitor,
  { manifests, pod, name, services, kindOfPort }: Around,
): MonitoredEndpoint[] {
  const { cluster } = manifests;
  const own = manifests.namespaceOf(monitor.object);
  const looksIn = (namespace: string): boolean =>
    monitor.namespaces === 'all' ||
    (monitor.namespaces === 'own' ? namespace === own : monitor.namespaces.includes(namespace));
  const leading = services.filter(({ service }) =>
    podsOfService(service, { ...cluster, pods: [pod] }).includes(pod),
  );
  const chosen = services.filter(
    ({ service, object }) =>
      looksIn(service.namespace) && selectorMatches(monitor.selector, object.labels) === 'yes',
  );
  const selected = leading.filter((each) => chosen.includes(each));
  const isSelected =
    monitor.selects === 'Service'
      ? selected.length > 0
      : looksIn(pod.namespace) && selectorMatches(monitor.selector, pod.labels, pod.partial) === 'yes';
  // A monitor that selects another Service is meant for that.
  if (!isSelected && (chosen.length > 0 || !isMeant(monitor, name))) return [];
  return monitor.endpoints.map((endpoint, index): MonitoredEndpoint => {
    const { ports, problem } = isSelected
      ? portsOf(monitor, endpoint, selected, pod)
      : { ports: [], problem: undefined };
    const kinds = new Set(ports.map(kindOfPort));
    const [only, second] = kinds;
    return {
      name: `${monitor.object.kind} ${own}/${monitor.object.name}`,
      pool: [
        monitor.selects === 'Service' ? 'serviceMonitor' : 'podMonitor',
        own,
        monitor.object.name,
        index,
      ].join('/'),
      source: sourceOf(monitor.object, endpoint.at),
      at: { object: monitor.object, path: endpoint.at },
      of: only && !second ? only : endpoint.path === SCRAPE_PATH ? 'gateway' : 'unknown',
      path: endpoint.path,
      hasCredentials: endpoint.hasCredentials,
      honorLabels: endpoint.honorLabels,
      relabelings: endpoint.relabelings,
      metricRelabelings: endpoint.metricRelabelings,
      limits: monitor.limits,
      job: jobOf(monitor, selected, own),
      monitor,
      endpoint,
      pod,
      services: leading,
      selected,
      isSelected,
      ports,
      problem,
    };
  });
}

/** Whether a monitor that selects nothing is meant for the service: by the plugin's path, its own name, or its selector. */
function isMeant({ object, endpoints, selector }: Monitor, name: string): boolean {
  return (
    endpoints.some(({ path }) => path === SCRAPE_PATH) ||
    object.name === name ||
    valuesOf(selector).includes(name)
  );
}

function valuesOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string[] {
  return [
    ...Object.values(matchLabels),
    ...matchExpressions.flatMap(({ operator, values = [] }) => (operator === 'In' ? values : [])),
  ];
}

function portsOf(
  { selects }: Monitor,
  { port, targetPort }: MonitorEndpoint,
  selected: readonly LabelledService[],
  pod: Pod,
): { readonly ports: readonly number[]; readonly problem: string | undefined } {
  const declared = pod.ports
    .map((own) => (own.name ? `${own.name} (${own.port})` : `${own.port}`))
    .join(', ');
  const containers = `pod ${nameOf(pod)} declares ${declared || 'no port'}`;
  if (selects === 'Service' && port !== undefined) {
    const named = selected.flatMap(({ service }) => service.ports.filter((own) => own.name === port));
    if (named.length === 0) {
      const all = selected.flatMap(({ service }) =>
        service.ports.map((own) => own.name ?? `${own.port} without a name`),
      );
      return {
        ports: [],
        problem: `Service ${selected.map(({ service }) => nameOf(service)).join(', ')} has no port named "${port}"; it has ${all.join(', ') || 'none'}`,
      };
    }
    const ports = named.flatMap((own) => podPorts(own.targetPort, pod));
    const [first] = named;
    return ports.length > 0 || !first
      ? { ports, problem: undefined }
      : { ports, problem: `targetPort ${first.targetPort} of port "${port}": ${containers}` };
  }
  const wanted = targetPort ?? (selects === 'Pod' ? port : undefined);
  if (wanted !== undefined) {
    const ports = pod.ports
      .filter((own) => (typeof wanted === 'number' ? own.port === wanted : own.name === wanted))
      .map((own) => own.port);
    return ports.length > 0
      ? { ports, problem: undefined }
      : { ports, problem: `it asks for port ${wanted}: ${containers}` };
  }
  // Without a port each one is scraped.
  const all =
    selects === 'Service'
      ? selected.flatMap(({ service }) => service.ports.flatMap((own) => podPorts(own.targetPort, pod)))
      : pod.ports.map((own) => own.port);
  return { ports: all, problem: undefined };
}

function podPorts(targetPort: number | string, pod: Pod): number[] {
  if (typeof targetPort === 'number') return [targetPort];
  return pod.ports.filter((own) => own.name === targetPort).map((own) => own.port);
}

/** What the Operator makes the label `job`. */
function jobOf({ object, selects, jobLabel }: Monitor, selected: readonly LabelledService[], own: string) {
  if (selects === 'Pod') return jobLabel === undefined ? `${own}/${object.name}` : undefined;
  const jobs = selected.map(({ object: { labels, name } }) => labels[jobLabel ?? ''] ?? name);
  return new Set(jobs).size === 1 ? jobs[0] : undefined;
}

function scrapedBy({
  isGateway,
  port,
  collectors,
}: {
  readonly isGateway: boolean;
  readonly port: number;
  readonly collectors: readonly CollectorConfig[];
}): (of: number) => Scraped {
  const pages = new Set(collectors.flatMap(scrapedPorts));
  return (of) => {
    if (pages.has(of)) return 'collector';
    return isGateway && of === port ? 'gateway' : 'unknown';
  };
}
