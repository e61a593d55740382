import { isIP } from 'node:net';
import { type Cluster, findObject, nameOf, type ObjectRef, type Target } from '../network/index.ts';
import type { ManifestSet } from '../sources/index.ts';
import { hostOf } from './metrics-url.ts';

/** What the metrics URL names, as names resolve inside the cluster. */
export type Receiver =
  | { readonly kind: 'service'; readonly ref: ObjectRef }
  /** An address, or a name outside the cluster. */
  | { readonly kind: 'host'; readonly host: string }
  /** The gateway's own pod. */
  | { readonly kind: 'loopback' };

/** Domain of a cluster, unless it was set up with another one. */
const CLUSTER_DOMAIN = 'cluster.local';

/** @param namespace the gateway's: a short name belongs to it */
export function receiverOf(url: URL, namespace: string, { cluster }: Pick<ManifestSet, 'cluster'>): Receiver {
  const written = hostOf(url);
  const host = written.replace(/\.$/, '');
  if (isLoopback(host)) return { kind: 'loopback' };
  const ref = isIP(host) ? undefined : serviceNamed(written, namespace, cluster);
  return ref ? { kind: 'service', ref } : { kind: 'host', host };
}

/**
 * The Service that a name leads to. A pod searches for a name under `<its namespace>.svc.<domain>`, `svc.<domain>` and
 * `<domain>`; a name that ends in a dot is complete, and is not searched for. A pod of a headless Service has its own
 * name before that of the Service.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
function serviceNamed(host: string, namespace: string, cluster: Cluster): ObjectRef | undefined {
  const isComplete = host.endsWith('.');
  const parts = host.replace(/\.$/, '').split('.');
  const svc = [2, 3].find((index) => parts[index] === 'svc');
  if (svc !== undefined) {
    const domain = parts.slice(svc + 1).join('.');
    const [name = '', within = ''] = parts.slice(svc - 2, svc);
    const ref = { name, namespace: within };
    const isInCluster = domain === CLUSTER_DOMAIN || (domain === '' && !isComplete);
    // Another domain may be the cluster's, or be outside: the Services show which.
    return isInCluster || (domain !== '' && findObject(cluster.services, ref)) ? ref : undefined;
  }
  if (isComplete || parts.length > 3) return undefined;
  const [first = '', second = '', third] = parts;
  if (parts.length === 1) return { namespace, name: first };
  const own = { namespace, name: second };
  if (third === undefined && findObject(cluster.services, own)?.headless) return own;
  const ref = third === undefined ? { namespace: second, name: first } : { namespace: third, name: second };
  const isKnown = third === undefined ? knowsNamespace(cluster, second) : findObject(cluster.services, ref);
  return isKnown ? ref : undefined;
}

/** @param host without brackets */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function knowsNamespace(cluster: Cluster, name: string): boolean {
  return (
    cluster.namespaces.some((namespace) => namespace.name === name) ||
    [cluster.pods, cluster.services, cluster.policies].some((objects) =>
      objects.some(({ namespace }) => namespace === name),
    )
  );
}

export function receiverName(receiver: RemoteReceiver): string {
  return receiver.kind === 'service' ? nameOf(receiver.ref) : receiver.host;
}

/** A receiver outside the gateway's pod. */
export type RemoteReceiver = Exclude<Receiver, { kind: 'loopback' }>;

export function targetOf(receiver: RemoteReceiver): Target {
  return receiver.kind === 'service' ? { service: receiver.ref } : { host: receiver.host };
}
