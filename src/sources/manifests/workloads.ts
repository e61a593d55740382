import type { Labels, Pod } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import {
  type Container,
  cronJobShape,
  type PodSpec,
  podShape,
  prometheusShape,
  workloadShape,
} from './shapes.ts';

/** What runs pods, with the pod that stands for all of its replicas. */
export interface Workload {
  readonly object: ManifestObject;
  readonly pod: Pod;
  /** ConfigMaps that are mounted as volumes. */
  readonly configMaps: readonly string[];
  /** Variables with a literal value, of all containers. */
  readonly env: Readonly<Record<string, string>>;
  /** Containers that run, sidecars among them. */
  readonly containers: readonly Container[];
  readonly volumes: PodSpec['volumes'];
}

const TEMPLATED = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
]);

const PROMETHEUS_PORT = 9090;

/**
 * The workload that an object describes.
 *
 * @returns undefined where it runs no pods, be it for `replicas: 0`
 * @throws {z.ZodError} where it has not the shape of its kind
 */
export function workloadOf(object: ManifestObject, namespace: string): Workload | undefined {
  const { kind, content } = object;
  const identity = { namespace, name: object.name };
  if (kind === 'Pod') {
    const { spec, status } = podShape.parse(content);
    const addresses = [
      ...(status?.podIPs ?? []).map(({ ip }) => ip),
      ...(status?.podIP ? [status.podIP] : []),
    ];
    return workload(object, identity, object.labels, spec, [...new Set(addresses)]);
  }
  if (kind === 'CronJob') {
    const { template } = cronJobShape.parse(content).spec.jobTemplate.spec;
    return workload(object, identity, template.metadata.labels, template.spec);
  }
  if (TEMPLATED.has(kind)) {
    const { replicas, template } = workloadShape.parse(content).spec;
    return replicas === 0 ? undefined : workload(object, identity, template.metadata.labels, template.spec);
  }
  return isPrometheus(object) ? prometheusWorkload(object, namespace) : undefined;
}

export function isPrometheus({ apiVersion, kind }: ManifestObject): boolean {
  return kind === 'Prometheus' && apiVersion.startsWith('monitoring.coreos.com/');
}

function workload(
  object: ManifestObject,
  { namespace, name }: { namespace: string; name: string },
  labels: Labels,
  spec: PodSpec,
  addresses: readonly string[] = [],
): Workload {
  // An init container that goes on running is a sidecar: its ports are open.
  const running = [
    ...spec.containers,
    ...spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return {
    object,
    pod: {
      namespace,
      name,
      labels,
      addresses,
      ports: running.flatMap(({ ports }) =>
        ports.map((port) => ({ name: port.name, port: port.containerPort, protocol: port.protocol })),
      ),
      ...(spec.hostNetwork ? { hostNetwork: true } : {}),
    },
    configMaps: spec.volumes.flatMap(({ configMap, projected }) =>
      [configMap, ...(projected?.sources ?? []).map((source) => source.configMap)].flatMap(
        (map) => map?.name ?? [],
      ),
    ),
    env: Object.fromEntries(
      running.flatMap(({ env }) =>
        env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
    ),
    containers: running,
    volumes: spec.volumes,
  };
}

/** The pods that the Prometheus Operator makes, with the labels and the port that it gives them. */
function prometheusWorkload(object: ManifestObject, namespace: string): Workload {
  const { spec } = prometheusShape.parse(object.content);
  const { name } = object;
  return {
    object,
    pod: {
      namespace,
      name: `prometheus-${name}-0`,
      labels: {
        ...spec.podMetadata?.labels,
        'app.kubernetes.io/name': 'prometheus',
        'app.kubernetes.io/instance': name,
        'app.kubernetes.io/managed-by': 'prometheus-operator',
        'operator.prometheus.io/name': name,
        'operator.prometheus.io/shard': '0',
        prometheus: name,
      },
      addresses: [],
      ports: spec.listenLocal
        ? []
        : [{ name: spec.portName ?? 'web', port: PROMETHEUS_PORT, protocol: 'TCP' }],
      ...(spec.hostNetwork ? { hostNetwork: true } : {}),
    },
    configMaps: [],
    env: {},
    containers: [],
    volumes: [],
  };
}
