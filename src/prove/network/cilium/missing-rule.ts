import type { MissingEnds, MissingRule } from '../missing-ends.ts';
import type { Labels, Pod } from '../model.ts';
import { hostCidr, identityOf } from '../pod-identity.ts';
import type { IsolatingPolicy } from '../verdict.ts';
import { identifies, NAMESPACE_LABEL } from './labels.ts';
import { CLUSTERWIDE_CILIUM_POLICY } from './model.ts';

/** The missing rule as an entry of a CiliumNetworkPolicy. A cluster-wide policy is left as it is. */
export function ciliumRuleToAdd(
  { at, ...policy }: IsolatingPolicy,
  { direction, near, far, port, protocols, name }: MissingEnds,
): MissingRule | undefined {
  const peers = peersOf(far, direction === 'egress' ? 'to' : 'from');
  if (!peers) return undefined;
  const ports = protocols.map((protocol) => ({ port: String(port), protocol }));
  const rule = { ...peers, ...(port === undefined ? {} : { toPorts: [{ ports }] }) };
  return {
    direction,
    policy,
    list: policy.kind === CLUSTERWIDE_CILIUM_POLICY ? undefined : at,
    rule,
    manifest: {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name, namespace: near.namespace },
      spec: { endpointSelector: { matchLabels: labelsOf(near) }, [direction]: [rule] },
    },
  };
}

function peersOf(far: MissingEnds['far'], side: 'to' | 'from'): object | undefined {
  if ('address' in far) {
    return far.address === undefined ? undefined : { [`${side}CIDR`]: [hostCidr(far.address)] };
  }
  // A pod in the network of its node is that node, which may also be the pod's own.
  if (far.pod.hostNetwork) return undefined;
  const matchLabels = { [`k8s:${NAMESPACE_LABEL}`]: far.pod.namespace, ...labelsOf(far.pod) };
  return { [`${side}Endpoints`]: [{ matchLabels }] };
}

function labelsOf(pod: Pod): Labels {
  return Object.fromEntries(Object.entries(identityOf(pod)).filter(([key]) => identifies(key)));
}
