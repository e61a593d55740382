import { CLUSTERWIDE_CILIUM_POLICY } from './cilium/model.ts';
import { nameOf } from './destination.ts';
import type { PolicyRef } from './object.ts';

/** A policy for people: `NetworkPolicy agents/egress`, `Calico GlobalNetworkPolicy closed`. */
export function policyTitle(policy: PolicyRef): string {
  const [group = '', kind = ''] = policy.kind.split('/');
  const clusterwide = policy.kind === CLUSTERWIDE_CILIUM_POLICY || kind === 'GlobalNetworkPolicy';
  const owner = group.endsWith('projectcalico.org') ? 'Calico ' : '';
  return `${owner}${kind} ${clusterwide ? policy.name : nameOf(policy)}`;
}
