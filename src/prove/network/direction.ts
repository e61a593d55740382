import { judgeCalico } from './calico/tiers.ts';
import { applyCiliumPolicy, hostRulesInDoubt } from './cilium/apply.ts';
import type { Cluster } from './model.ts';
import { applyNetworkPolicy, type Seen } from './policy.ts';
import { combine, type DirectionVerdict, UNRESTRICTED } from './verdict.ts';

/**
 * Judges one direction of a connection. NetworkPolicies apply under every network plugin; the policies of Cilium and of
 * Calico apply under their own, together with them.
 */
export function judgeDirection(seen: Seen, cluster: Cluster): DirectionVerdict {
  const { cilium = [], calico = [], policies } = cluster;
  // What policies do to pods in their node's network is not defined; common plugins leave them alone:
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
  if (seen.pod.hostNetwork) return hostRulesInDoubt(seen, cilium) ?? UNRESTRICTED;
  const views: DirectionVerdict[] = [];
  if (cilium.length > 0) {
    views.push(
      combine([
        ...policies.map((policy) => applyNetworkPolicy(policy, seen, cluster, false)),
        ...cilium.flatMap((policy) => applyCiliumPolicy(policy, seen, cluster)),
      ]),
    );
  }
  if (calico.length > 0) views.push(judgeCalico(seen, cluster));
  const [first, second] = views;
  if (!first) return combine(policies.map((policy) => applyNetworkPolicy(policy, seen, cluster)));
  return second ? agreed(first, second) : first;
}

/** Policies of two plugins: which of them runs is not known, so only what both say is certain. */
function agreed(one: DirectionVerdict, other: DirectionVerdict): DirectionVerdict {
  if (one.allowed === other.allowed) {
    return {
      allowed: one.allowed,
      selectedBy: unique([...one.selectedBy, ...other.selectedBy]),
      by: unique([...one.by, ...other.by]),
      denied: [...one.denied, ...other.denied],
      undecided: unique([...one.undecided, ...other.undecided]),
    };
  }
  const [strict, open] = one.allowed === 'no' ? [one, other] : [other, one];
  const why = 'policies of Cilium and of Calico are given, and which of them are in force is not known';
  const [policy] = [...strict.selectedBy, ...open.selectedBy];
  return {
    allowed: 'unknown',
    selectedBy: unique([...one.selectedBy, ...other.selectedBy]),
    by: [],
    denied: [],
    undecided: [...(policy ? [{ policy, path: ['spec'], why }] : []), ...strict.undecided, ...open.undecided],
  };
}

function unique<T>(values: readonly T[]): T[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
