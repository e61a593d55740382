import { type Answer, answerOf } from './answer.ts';
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
  const verdict = judgeByPolicies(seen, cluster);
  const sameNode = isFromOwnNode(seen);
  if (verdict.allowed !== 'no' || verdict.denied.length > 0 || sameNode === 'no') return verdict;
  return sameNode === 'yes' ? { ...UNRESTRICTED, exempt: OWN_NODE } : nodeInDoubt(verdict);
}

const OWN_NODE = 'the pod is on the same node, whose connections are always allowed';

/**
 * A pod's own node may always connect to it, and so may the pods in the network of that node:
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 * The other way is written there as well, but kube-router applies egress policies to it.
 */
function isFromOwnNode({ direction, pod, other }: Seen): Answer {
  if (direction === 'egress' || !('pod' in other) || !other.pod.hostNetwork) return 'no';
  const nodes = [pod.node, other.pod.node];
  return nodes.includes(undefined) ? 'unknown' : answerOf(nodes[0] === nodes[1]);
}

function nodeInDoubt(verdict: DirectionVerdict): DirectionVerdict {
  const why = 'whether both pods are on one node, whose connections are always allowed, is not known';
  return {
    ...verdict,
    allowed: 'unknown',
    undecided: verdict.selectedBy.map((policy) => ({ policy, path: policy.at, why })),
  };
}

function judgeByPolicies(seen: Seen, cluster: Cluster): DirectionVerdict {
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
