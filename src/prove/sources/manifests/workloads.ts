import type { Labels, Pod } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import { type Container, cronJobShape, type PodSpec, podShape, templatedShape } from './pod.ts';
import { isPrometheus, prometheusPods } from './prometheus-resource.ts';

/** An object that runs pods, with one pod that represents all replicas. */
export interface Workload {
  readonly object: ManifestObject;
  readonly pod: Pod;
  /** ConfigMaps that are mounted as volumes. */
  readonly configMaps: readonly string[];
  /** Desired number of pods. */
  readonly replicas: number;
  readonly dnsPolicy?: string | undefined;
  /** Names of the containers that keep running. */
  readonly containers: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Path of the pod's spec within the object. */
  readonly specPath: readonly string[];
  /** Variables with a literal value, of all containers. */
  readonly env: Readonly<Record<string, string>>;
  /** Containers that run, sidecars among them. */
  readonly running: readonly Container[];
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

interface Template {
  readonly metadata: { readonly labels: Labels; readonly annotations: Labels };
  readonly spec: PodSpec;
}

const TEMPLATE_PATH = ['spec', 'template', 'spec'];

const PROMETHEUS_PORT = 9090;

/** Phases of a pod that has ended. */
const ENDED = new Set(['Succeeded', 'Failed']);

/**
 * The workload that an object describes.
 *
 * @returns undefined where it runs no pods, also for `replicas: 0`
 * @throws {z.ZodError} where it does not have the shape of its kind
 */
export function workloadOf(object: ManifestObject, namespace: string): Workload | undefined {
  const { kind, content } = object;
  const identity = { namespace, name: object.name };
  if (kind === 'Pod') {
    const { metadata, spec, status } = podShape.parse(content);
    if (ENDED.has(status?.phase ?? '')) return undefined;
    const addresses = [
      ...(status?.podIPs ?? []).map(({ ip }) => ip),
      ...(status?.podIP ? [status.podIP] : []),
    ];
    return workload(object, identity, { metadata, spec }, ['spec'], [...new Set(addresses)]);
  }
  if (kind === 'CronJob') {
    const { template } = cronJobShape.parse(content).spec.jobTemplate.spec;
    return workload(object, identity, template, ['spec', 'jobTemplate', ...TEMPLATE_PATH]);
  }
  if (TEMPLATED.has(kind)) {
    const { replicas, template } = templatedShape.parse(content).spec;
    if (replicas === 0) return undefined;
    return { ...workload(object, identity, template, TEMPLATE_PATH), replicas: replicas ?? 1 };
  }
  return isPrometheus(object) ? prometheusWorkload(object, namespace) : undefined;
}

function workload(
  object: ManifestObject,
  { namespace, name }: { namespace: string; name: string },
  { metadata: { labels, annotations }, spec }: Template,
  specPath: readonly string[],
  addresses: readonly string[] = [],
): Workload {
  // An init container that keeps running is a sidecar: its ports are open.
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
    replicas: 1,
    dnsPolicy: spec.dnsPolicy,
    containers: running.map((container) => container.name),
    annotations,
    specPath,
    env: Object.fromEntries(
      running.flatMap(({ env }) =>
        env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
    ),
    running,
    volumes: spec.volumes,
  };
}

/** The pods that the Prometheus Operator creates, with its labels and its port. */
function prometheusWorkload(object: ManifestObject, namespace: string): Workload {
  const spec = prometheusPods(object.content);
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
    replicas: spec.replicas ?? 1,
    containers: ['prometheus'],
    annotations: spec.podMetadata?.annotations ?? {},
    specPath: ['spec'],
    env: {},
    running: [],
    volumes: [],
  };
}
