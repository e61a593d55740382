import { isIP } from 'node:net';
import {
  type Cluster,
  type Destination,
  findObject,
  type Missing,
  nameOf,
  type ObjectRef,
  type Pod,
  podsOfService,
  type Protocol,
  resolveTarget,
  type Service,
  type Target,
} from '../network/index.ts';
import type { ConfigFile, ManifestSet, Workload } from '../sources/index.ts';
import { hostOf } from './metrics-url.ts';

type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

const NAME = 'openclaw';

const NAME_LABELS = ['app.kubernetes.io/name', 'app'];

const BATCH = new Set(['Job', 'CronJob']);

/**
 * The workload that runs the gateway: it mounts the ConfigMap of its configuration, or is named or labelled as the
 * gateway, or is the only one beside the receiver's.
 */
export function gatewayWorkload(
  manifests: ManifestSet,
  config: ConfigFile | undefined,
  url: URL,
): Found<Workload> {
  const receivers = podsNamedBy(url, manifests.cluster);
  const workloads = manifests.workloads.filter(
    ({ object, pod }) => !BATCH.has(object.kind) && !receivers.has(pod),
  );
  const configMap = config?.document.configMap ?? undefined;
  const mounting = workloads.filter(
    ({ configMaps }) => configMap !== undefined && configMaps.includes(configMap),
  );
  const named = workloads.filter(
    ({ object, pod }) => object.name === NAME || NAME_LABELS.some((key) => pod.labels[key] === NAME),
  );
  const candidates = [mounting, named].find((found) => found.length > 0) ?? workloads;
  const [only, second] = candidates;
  if (only && !second) return { ok: true, value: only };
  const why = only
    ? `the manifests do not say which workload is the gateway (${nameList(candidates)}): label its pods ` +
      'app.kubernetes.io/name: openclaw, or give the ConfigMap that it mounts by --config'
    : 'the manifests hold no workload that runs the gateway: give its folder by --manifests';
  return { ok: false, why };
}

/** Pods of every Service whose name is a part of the URL's host. */
function podsNamedBy(url: URL, cluster: Cluster): ReadonlySet<Pod> {
  const parts = hostOf(url).split('.');
  const named = cluster.services.filter(({ name }) => parts.includes(name));
  return new Set(named.flatMap((service) => podsOfService(service, cluster)));
}

function nameList(workloads: readonly Workload[]): string {
  return workloads.map(({ object, pod }) => `${object.kind} ${pod.namespace}/${object.name}`).join(', ');
}

/** Where the metrics URL leads, as names go inside the cluster. */
export type Receiver =
  | { readonly kind: 'service'; readonly ref: ObjectRef }
  /** An address, or a name outside the cluster. */
  | { readonly kind: 'host'; readonly host: string }
  /** The gateway's own pod. */
  | { readonly kind: 'loopback' };

/** @param namespace the gateway's, which a short name belongs to */
export function receiverOf(url: URL, namespace: string, { cluster }: ManifestSet): Receiver {
  const host = hostOf(url).replace(/\.$/, '');
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return { kind: 'loopback' };
  if (isIP(host)) return { kind: 'host', host };
  const parts = host.split('.');
  const svc = parts.indexOf('svc');
  // A pod of a headless Service has its own name in front.
  const [name, within] = svc >= 2 ? parts.slice(svc - 2, svc) : parts;
  const short = parts.length === 1 || (parts.length === 2 && knowsNamespace(cluster, within ?? ''));
  if (name === undefined || !(svc >= 2 || short)) return { kind: 'host', host };
  return { kind: 'service', ref: { namespace: within ?? namespace, name } };
}

function knowsNamespace(cluster: Cluster, name: string): boolean {
  return (
    cluster.namespaces.some((namespace) => namespace.name === name) ||
    [cluster.pods, cluster.services, cluster.policies].some((objects) =>
      objects.some(({ namespace }) => namespace === name),
    )
  );
}

/** Where packets to a target end, and what could not be followed. */
export interface Reached {
  readonly destinations: readonly Destination[];
  readonly unresolved: { readonly missing: Missing; readonly problem: string } | undefined;
}

/**
 * Follows a target. Where the manifests do not say which pods it leads to, one stands for them of which only what the
 * Service says is known: that is often enough to see that no rule can let it through.
 */
export function reach(target: Target, port: number, protocol: Protocol, cluster: Cluster): Reached {
  const resolved = resolveTarget(target, port, protocol, cluster);
  if (resolved.ok) return { destinations: resolved.destinations, unresolved: undefined };
  const { missing, problem } = resolved;
  if (!('service' in target)) return { destinations: [], unresolved: { missing, problem } };
  const service = findObject(cluster.services, target.service);
  return {
    destinations: [{ pod: assumedPod(target.service, service), port: targetPortOf(service, port, protocol) }],
    unresolved: { missing, problem },
  };
}

function assumedPod({ namespace, name }: ObjectRef, service: Service | undefined): Pod {
  return { namespace, name, labels: service?.selector ?? {}, partial: true, ports: [], addresses: [] };
}

function targetPortOf(service: Service | undefined, port: number, protocol: Protocol): number | undefined {
  const own = service?.ports.find((each) => each.port === port && each.protocol === protocol);
  return typeof own?.targetPort === 'number' ? own.targetPort : undefined;
}

export function receiverName(receiver: Receiver): string {
  if (receiver.kind === 'service') return nameOf(receiver.ref);
  return receiver.kind === 'host' ? receiver.host : "the gateway's own pod";
}
