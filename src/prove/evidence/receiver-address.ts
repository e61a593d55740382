import { isIP } from 'node:net';
import { type Cluster, nameOf, type ObjectRef, type Target } from '../network/index.ts';
import type { ManifestSet } from '../sources/index.ts';
import { hostOf } from './metrics-url.ts';

/** What the metrics URL names, as names resolve inside the cluster. */
export type Receiver =
  | { readonly kind: 'service'; readonly ref: ObjectRef }
  /** An address, or a name outside the cluster. */
  | { readonly kind: 'host'; readonly host: string }
  /** The gateway's own pod. */
  | { readonly kind: 'loopback' };

/** @param namespace the gateway's: a short name belongs to it */
export function receiverOf(url: URL, namespace: string, { cluster }: ManifestSet): Receiver {
  const host = hostOf(url).replace(/\.$/, '');
  if (isLoopback(host)) return { kind: 'loopback' };
  if (isIP(host)) return { kind: 'host', host };
  const parts = host.split('.');
  const svc = parts.indexOf('svc');
  // A pod of a headless Service has its own name in front.
  const [name, within] = svc >= 2 ? parts.slice(svc - 2, svc) : parts;
  const short = parts.length === 1 || (parts.length === 2 && knowsNamespace(cluster, within ?? ''));
  if (name === undefined || !(svc >= 2 || short)) return { kind: 'host', host };
  return { kind: 'service', ref: { namespace: within ?? namespace, name } };
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
