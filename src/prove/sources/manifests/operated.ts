import { z } from 'zod';
import type { ContainerPort, Service, ServicePort } from '../../network/index.ts';
import { parseCollectorConfig } from '../collector/config.ts';
import { collectorListeners } from '../collector/otlp-receiver.ts';
import { collectorResourceConfig } from './collector-resource.ts';
import type { ManifestObject } from './documents.ts';
import { metadataShape } from './metadata.ts';
import { isAlertmanager, isPrometheus, prometheusPods } from './prometheus-resource.ts';
import { flag, labels, listOf, number, optional, protocol, text } from './shape-parts.ts';
import type { Workload } from './workload.ts';

const PROMETHEUS_PORT = 9090;
const ALERTMANAGER_PORT = 9093;

/** The pods that an operator creates for its object; undefined where it creates none, or the kind is another. */
export function operatedWorkload(object: ManifestObject, namespace: string): Workload | undefined {
  if (isPrometheus(object)) return monitoringWorkload(object, namespace, 'prometheus', PROMETHEUS_PORT);
  if (isAlertmanager(object)) return monitoringWorkload(object, namespace, 'alertmanager', ALERTMANAGER_PORT);
  return object.kind === 'OpenTelemetryCollector' ? collectorWorkload(object, namespace) : undefined;
}

/** The labels and the port of the Prometheus Operator. */
function monitoringWorkload(
  object: ManifestObject,
  namespace: string,
  program: 'prometheus' | 'alertmanager',
  port: number,
): Workload {
  const spec = prometheusPods(object.content);
  const { name } = object;
  const own = {
    'app.kubernetes.io/name': program,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    [program]: name,
    ...(program === 'prometheus'
      ? { 'operator.prometheus.io/name': name, 'operator.prometheus.io/shard': '0' }
      : {}),
  };
  return workloadOfPods(object, namespace, {
    pod: `${program}-${name}-0`,
    labels: { ...spec.podMetadata?.labels, ...own },
    annotations: spec.podMetadata?.annotations ?? {},
    container: program,
    ports: spec.listenLocal ? [] : [{ name: spec.portName ?? 'web', port, protocol: 'TCP' }],
    replicas: spec.replicas ?? 1,
    hostNetwork: spec.hostNetwork === true,
  });
}

const collectorShape = z.object({
  metadata: metadataShape,
  spec: z.object({
    mode: text,
    replicas: number,
    hostNetwork: flag,
    podAnnotations: labels,
    ports: listOf(
      z.object({
        name: text,
        port: z.number(),
        targetPort: optional(z.union([z.number(), z.string()])),
        protocol,
      }),
    ),
  }),
});

/** The labels of the OpenTelemetry Operator; a sidecar is part of other pods. */
function collectorWorkload(object: ManifestObject, namespace: string): Workload | undefined {
  const { metadata, spec } = collectorShape.parse(object.content);
  if (spec.mode === 'sidecar' || spec.replicas === 0) return undefined;
  return workloadOfPods(object, namespace, {
    pod: `${object.name}-collector-0`,
    labels: {
      ...metadata.labels,
      ...collectorSelector(object, namespace),
      'app.kubernetes.io/name': `${object.name}-collector`,
    },
    annotations: spec.podAnnotations,
    container: 'otc-container',
    ports: [
      ...(portsOf(object) ?? []),
      ...spec.ports.map(({ name, port, targetPort, protocol: by }) => ({
        name,
        port: typeof targetPort === 'number' ? targetPort : port,
        protocol: by,
      })),
    ],
    replicas: spec.replicas ?? 1,
    hostNetwork: spec.hostNetwork === true,
  });
}

function collectorSelector({ name }: ManifestObject, namespace: string): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'opentelemetry-operator',
    'app.kubernetes.io/instance': `${namespace}.${name}`,
    'app.kubernetes.io/part-of': 'opentelemetry',
    'app.kubernetes.io/component': 'opentelemetry-collector',
  };
}

/** Ports of the otlp receivers, named as the Operator names them; undefined where one is a variable. */
function portsOf(object: ManifestObject): ContainerPort[] | undefined {
  const config = parseCollectorConfig(collectorResourceConfig(object) ?? '', {
    source: object.file,
    file: undefined,
    firstLine: object.line,
  });
  return (
    config &&
    collectorListeners(config)?.map(({ receiver = 'otlp', speaks, port }) => ({
      name: `${receiver.replaceAll('/', '-')}-${speaks}`,
      port,
      protocol: 'TCP',
    }))
  );
}

interface Pods {
  readonly pod: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly container: string;
  readonly ports: readonly ContainerPort[];
  readonly replicas: number;
  readonly hostNetwork: boolean;
}

function workloadOfPods(object: ManifestObject, namespace: string, pods: Pods): Workload {
  return {
    object,
    pod: {
      namespace,
      name: pods.pod,
      labels: pods.labels,
      addresses: [],
      ports: pods.ports,
      ...(pods.hostNetwork ? { hostNetwork: true } : {}),
    },
    configMaps: [],
    replicas: pods.replicas,
    containers: [pods.container],
    annotations: pods.annotations,
    specPath: ['spec'],
    env: {},
    running: [],
    initial: [],
    volumes: [],
  };
}

/** The Services that operators create, where the manifests do not hold them. */
export function operatedServices(workloads: readonly Workload[], given: readonly Service[]): Service[] {
  const prometheus = new Set(
    workloads.filter(({ object }) => isPrometheus(object)).map(({ pod }) => pod.namespace),
  );
  return [
    ...[...prometheus].map((namespace) => prometheusService(namespace)),
    ...workloads.flatMap(collectorServices),
  ].filter(({ namespace, name }) => !given.some((own) => own.namespace === namespace && own.name === name));
}

/** The Prometheus Operator creates it in every namespace where it runs a Prometheus. */
function prometheusService(namespace: string): Service {
  return {
    namespace,
    name: 'prometheus-operated',
    selector: { 'app.kubernetes.io/name': 'prometheus' },
    ports: [{ name: 'web', port: PROMETHEUS_PORT, targetPort: 'web', protocol: 'TCP' }],
    clusterIPs: [],
    headless: true,
  };
}

/** Where a port is a variable, the ports of the Services are not known, and neither are they. */
function collectorServices({ object, pod: { namespace } }: Workload): Service[] {
  const receivers = object.kind === 'OpenTelemetryCollector' ? portsOf(object) : undefined;
  if (!receivers) return [];
  const more = collectorShape.parse(object.content).spec.ports;
  const ports: ServicePort[] = [
    ...more.map(({ targetPort, ...port }) => ({ ...port, targetPort: targetPort ?? port.port })),
    ...receivers
      .filter(({ port }) => !more.some((own) => own.port === port))
      .map((port) => ({ ...port, targetPort: port.port })),
  ];
  const service: Service = {
    namespace,
    name: `${object.name}-collector`,
    selector: collectorSelector(object, namespace),
    ports,
    clusterIPs: [],
  };
  return [service, { ...service, name: `${service.name}-headless`, headless: true }];
}
