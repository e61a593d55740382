import type { Labels } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import { cronJobShape, mountedConfigMaps, type PodSpec, podShape, templatedShape } from './pod.ts';
import { operatedWorkload } from './operated.ts';
import type { Workload } from './workload.ts';

const TEMPLATED = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
]);

/** Whether the pod templates of a kind are read. */
export function readsTemplate(kind: string): boolean {
  return TEMPLATED.has(kind) || kind === 'CronJob' || kind === 'Pod';
}

interface Template {
  readonly metadata: { readonly labels: Labels; readonly annotations: Labels };
  readonly spec: PodSpec;
}

const TEMPLATE_PATH = ['spec', 'template', 'spec'];

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
  return operatedWorkload(object, namespace);
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
      ...(spec.nodeName ? { node: spec.nodeName } : {}),
    },
    configMaps: mountedConfigMaps(spec),
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
    initial: spec.initContainers.filter((container) => !running.includes(container)),
    volumes: spec.volumes,
  };
}
