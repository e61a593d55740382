import { allOf, type Answer, answerOf, anyOf } from './answer.ts';
import { blockHolds, blockHoldsUnknownAddress, blockHoldsUnknownPod } from './ip-block.ts';
import type { Cluster, IpBlock, Labels, LabelSelector, Peer, Pod } from './model.ts';
import { selectorMatches } from './selector.ts';

/** The other end of a connection, as a policy sees it. */
export type Counterpart =
  | { readonly pod: Pod }
  /** Outside the cluster; the address is undefined where only a name is known. */
  | { readonly address: string | undefined };

export const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Do a rule's peers name this counterpart? Absent or empty means every peer.
 *
 * @param blocksHoldPods false where the network plugin applies `ipBlock` to addresses outside the cluster only
 */
export function peersMatch(
  peers: readonly Peer[] | undefined,
  other: Counterpart,
  policyNamespace: string,
  cluster: Cluster,
  blocksHoldPods = true,
): Answer {
  if (peers === undefined || peers.length === 0) return 'yes';
  return anyOf(peers.map((peer) => peerMatches(peer, other, policyNamespace, cluster, blocksHoldPods)));
}

function peerMatches(
  peer: Peer,
  other: Counterpart,
  policyNamespace: string,
  cluster: Cluster,
  blocksHoldPods: boolean,
): Answer {
  if (peer.ipBlock) {
    const matches = blockMatches(peer.ipBlock, other);
    if (blocksHoldPods || !('pod' in other)) return matches;
    // Whether blocks hold nodes is a setting of the plugin.
    return other.pod.hostNetwork && matches !== 'no' ? 'unknown' : 'no';
  }
  // Other pods see a pod in its node's network as that node: no selector matches it.
  if (!('pod' in other) || other.pod.hostNetwork) return 'no';
  const { pod } = other;
  const namespace = peer.namespaceSelector
    ? namespaceMatches(peer.namespaceSelector, pod.namespace, cluster)
    : answerOf(pod.namespace === policyNamespace);
  return allOf([namespace, peer.podSelector ? podMatches(peer.podSelector, pod) : 'yes']);
}

export function podMatches(selector: LabelSelector, pod: Pod): Answer {
  return selectorMatches(selector, pod.labels, pod.partial);
}

function namespaceMatches(selector: LabelSelector, name: string, cluster: Cluster): Answer {
  const { labels, partial } = labelsOfNamespace(name, cluster);
  return selectorMatches(selector, labels, partial);
}

/**
 * Kubernetes gives every namespace its own name as a label, also where its manifest has none.
 *
 * @returns `partial` where only the name of the namespace is known
 */
export function labelsOfNamespace(
  name: string,
  cluster: Cluster,
): { readonly labels: Labels; readonly partial: boolean } {
  const known = cluster.namespaces.find((namespace) => namespace.name === name);
  return { labels: { ...known?.labels, [NAME_LABEL]: name }, partial: known === undefined };
}

function blockMatches(block: IpBlock, other: Counterpart): Answer {
  if (!('pod' in other)) {
    return other.address === undefined
      ? blockHoldsUnknownAddress(block)
      : answerOf(blockHolds(block, other.address));
  }
  const { addresses } = other.pod;
  if (addresses.length === 0) return blockHoldsUnknownPod(block);
  return answerOf(addresses.some((address) => blockHolds(block, address)));
}
