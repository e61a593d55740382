import { type Answer, answerOf } from '../answer.ts';
import { blockHolds, blockHoldsUnknownAddress, isPrivate } from '../ip-block.ts';
import { allMatch, anyMatch, type Match, matchOf, NO, notJudged, YES } from '../match.ts';
import type { Cluster, Pod } from '../model.ts';
import type { LabelSelector } from '../object.ts';
import type { Counterpart } from '../peers.ts';
import { selectorMatchesBy } from '../selector.ts';
import { keyOf, labelOfPod, NAMESPACE_LABEL, NAMESPACE_LABELS, selectorKeys } from './labels.ts';
import type { CiliumCidr, CiliumEntry, CiliumService } from './model.ts';

/** Where a rule belongs to: a selector of a namespaced policy selects in its own namespace unless it names others. */
export interface Scope {
  readonly namespace: string;
  readonly clusterwide: boolean;
}

/**
 * Do the peers of an entry name this counterpart? Without any list they are everybody; an empty list is nobody.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
export function ciliumPeersMatch(
  { endpoints, entities, cidr, cidrSet, services, fqdns, nodes, groups }: CiliumEntry,
  other: Counterpart,
  scope: Scope,
  cluster: Cluster,
): Match {
  const given: Match[] = [];
  const add = <T>(list: readonly T[] | undefined, judge: (item: T) => Match): void => {
    if (list !== undefined) given.push(anyMatch(list.map(judge)));
  };
  add(endpoints, (selector) => endpointMatches(selector, other, scope, cluster));
  add(entities, (entity) => entityMatches(entity, other));
  add(cidr, (text) => cidrMatches({ cidr: text }, other));
  add(cidrSet, (block) => cidrMatches(block, other));
  add(services, (service) => serviceMatches(service, other, scope, cluster));
  // Names, nodes and groups of a cloud never are pods.
  add(fqdns, () => outsideOnly(other, 'toFQDNs'));
  add(nodes, () => outsideOnly(other, 'nodes'));
  add(groups, () => outsideOnly(other, 'groups'));
  return given.length === 0 ? YES : allMatch(given);
}

function endpointMatches(
  selector: LabelSelector,
  other: Counterpart,
  { namespace, clusterwide }: Scope,
  cluster: Cluster,
): Match {
  const keys = selectorKeys(selector).map(keyOf);
  const reserved = keys.some(({ source }) => source === 'reserved');
  if (!isPod(other)) return reserved ? notJudged('selectors of reserved labels are not judged') : NO;
  const matches = selectorMatchesBy(selector, (key) => labelOfPod(key, other.pod, cluster));
  const namesNamespace =
    reserved ||
    clusterwide ||
    keys.some(({ key }) => key === NAMESPACE_LABEL || key.startsWith(NAMESPACE_LABELS));
  return namesNamespace ? matches : allMatch([matchOf(other.pod.namespace === namespace), matches]);
}

const WORLD = new Set(['world', 'world-ipv4', 'world-ipv6']);
const CLUSTER = new Set(['cluster', 'cluster-mesh']);
const NODES = new Set(['host', 'remote-node', 'kube-apiserver']);
/** They stand for endpoints that are no pods of a workload. */
const OTHERS = new Set(['init', 'ingress', 'health', 'unmanaged', 'none']);

function entityMatches(entity: string, other: Counterpart): Match {
  if (entity === 'all') return YES;
  if (![WORLD, CLUSTER, NODES, OTHERS].some((known) => known.has(entity))) {
    return notJudged(`the entity ${entity} is not judged`);
  }
  if (isPod(other)) {
    if (CLUSTER.has(entity)) return YES;
    // The manifests do not hold the pod: it may be an address outside that a Service leads to.
    return other.pod.partial && WORLD.has(entity) ? { answer: 'unknown' } : NO;
  }
  if (OTHERS.has(entity)) return NO;
  if ('pod' in other) {
    if (CLUSTER.has(entity)) return YES;
    return WORLD.has(entity)
      ? NO
      : notJudged(`whether the pod's node is of the entity ${entity} is not judged`);
  }
  const { address } = other;
  if (WORLD.has(entity)) {
    if (entity !== 'world' && address !== undefined) {
      return matchOf(address.includes(':') === (entity === 'world-ipv6') && worldHolds(address));
    }
    return entity === 'world' ? matchOf(worldHolds(address)) : { answer: 'unknown' };
  }
  return worldHolds(address) === 'yes' && entity !== 'kube-apiserver' ? NO : { answer: 'unknown' };
}

/** A private address may be that of a node, which is not of the world. */
function worldHolds(address: string | undefined): Answer {
  return address !== undefined && isPrivate(address) ? 'unknown' : 'yes';
}

/**
 * Blocks hold addresses outside the cluster only, unless policyCIDRMatchMode says otherwise:
 * https://docs.cilium.io/en/stable/security/policy/language/#cidr-based
 */
function cidrMatches({ cidr, except }: CiliumCidr, other: Counterpart): Match {
  if (isPod(other)) return other.pod.partial ? { answer: 'unknown' } : NO;
  if ('pod' in other) return notJudged('whether a block holds a node depends on policyCIDRMatchMode');
  if (cidr === undefined) return notJudged('a group of blocks is not judged');
  const block = { cidr, except };
  return matchOf(
    other.address === undefined
      ? blockHoldsUnknownAddress(block)
      : answerOf(blockHolds(block, other.address)),
  );
}

/** The rule holds the pods that the Service selects; older versions take only a Service without a selector. */
function serviceMatches(
  { k8sService }: CiliumService,
  other: Counterpart,
  { namespace }: Scope,
  cluster: Cluster,
): Match {
  const why = 'toServices is not judged';
  if (!isPod(other) || !k8sService) return notJudged(why);
  const within = k8sService.namespace ?? namespace;
  if (within !== other.pod.namespace) return NO;
  const service = cluster.services.find(
    (each) => each.namespace === within && each.name === k8sService.serviceName,
  );
  if (!service) return notJudged(why);
  const matchLabels = service.selector ?? {};
  if (Object.keys(matchLabels).length === 0) return notJudged(why);
  const selected = selectorMatchesBy({ matchLabels }, (key) => labelOfPod(key, other.pod, cluster));
  return selected.answer === 'no' ? NO : notJudged(why);
}

function outsideOnly(other: Counterpart, what: string): Match {
  return isPod(other) && !other.pod.partial ? NO : notJudged(`${what} is not judged`);
}

/** A pod with its own address, and so with its own labels. */
function isPod(other: Counterpart): other is { readonly pod: Pod } {
  return 'pod' in other && !other.pod.hostNetwork;
}
