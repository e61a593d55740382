import { defineEvidence, known, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import {
  type Cluster,
  type Destination,
  findObject,
  type Missing,
  type ObjectRef,
  type Pod,
  type Protocol,
  resolveTarget,
  type Service,
  type Target,
} from '../network/index.ts';
import { connectionEnds } from './connection-ends.ts';
import { metricsUrl, urlEvidence } from './metrics-url.ts';
import { type RemoteReceiver, targetOf } from './receiver-address.ts';

/** Where packets to a target end, and what could not be resolved. */
export interface Reached {
  readonly destinations: readonly Destination[];
  readonly unresolved: { readonly missing: Missing; readonly problem: string } | undefined;
}

/** The connection of a push that leaves the gateway's pod. */
export interface PushRoute extends Reached {
  readonly gateway: Pod;
  readonly receiver: RemoteReceiver;
  /** As in the URL. */
  readonly port: number;
}

export const pushRoute = defineEvidence({
  name: 'pushRoute',
  needs: [connectionEnds, metricsUrl, 'manifests'],
  answer: ({ connectionEnds: { gateway, receiver, port }, metricsUrl: url, manifests }) => {
    if (receiver.kind === 'loopback')
      return settled(skip('the push stays in the pod: no policy applies to it', [urlEvidence(url)]));
    const reached = reach(targetOf(receiver), port, 'TCP', manifests.cluster);
    const route: PushRoute = { gateway, receiver, port, ...reached };
    return known(route);
  },
});

/**
 * Resolves a target. Where the manifests do not say which pods it leads to, the result is one assumed pod of which only
 * what the Service says is known: that is often enough to see that no rule can allow it.
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
