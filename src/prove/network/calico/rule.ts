import { answerOf } from '../answer.ts';
import { blockHolds, blockHoldsUnknownAddress, blockHoldsUnknownPod } from '../ip-block.ts';
import { allMatch, anyMatch, type Match, matchOf, NO, not, notJudged, YES } from '../match.ts';
import type { Cluster, Pod } from '../model.ts';
import { type Counterpart, labelsOfNamespace } from '../peers.ts';
import type { Seen } from '../policy.ts';
import { type DestinationPort, portsMatch } from '../ports.ts';
import { labelFact, type LabelFact } from '../selector.ts';
import type { CalicoEntity, CalicoRule } from './model.ts';
import { calicoSelector } from './selector.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { TCP: 6, UDP: 17, SCTP: 132 };
const PORTS_OF_ALL = '0:65535';

/** Does a rule match the connection? @param namespace of the policy; undefined where it is global */
export function calicoRuleMatches(
  rule: CalicoRule,
  { direction, pod, other, to }: Seen,
  namespace: string | undefined,
  cluster: Cluster,
): Match {
  const near: Counterpart = { pod };
  const [source, destination] = direction === 'egress' ? [near, other] : [other, near];
  const { protocol, notProtocol, ipVersion, unjudged } = rule;
  return allMatch([
    protocol === undefined ? YES : matchOf(isProtocol(protocol, to)),
    notProtocol === undefined ? YES : matchOf(!isProtocol(notProtocol, to)),
    ipVersion === undefined ? YES : versionMatches(ipVersion, other),
    sourcePortsMatch(rule.source),
    destinationPortsMatch(rule.destination, to),
    entityMatches(rule.source, source, namespace, cluster),
    entityMatches(rule.destination, destination, namespace, cluster),
    ...unjudged.map((field) => notJudged(`${field} is not judged`)),
  ]);
}

function isProtocol(given: string | number, { protocol }: DestinationPort): boolean {
  return typeof given === 'number' || /^\d+$/.test(given)
    ? Number(given) === PROTOCOLS[protocol]
    : given.toUpperCase() === protocol;
}

function versionMatches(version: number, other: Counterpart): Match {
  const addresses = 'pod' in other ? other.pod.addresses : other.address === undefined ? [] : [other.address];
  const versions = new Set(addresses.map((address) => (address.includes(':') ? 6 : 4)));
  return versions.size === 1 ? matchOf(versions.has(version === 6 ? 6 : 4)) : { answer: 'unknown' };
}

/** A client's own port can be any. */
function sourcePortsMatch({ ports = [], notPorts = [] }: CalicoEntity): Match {
  const narrow = [...ports.filter((port) => port !== PORTS_OF_ALL), ...notPorts];
  return narrow.length === 0 ? YES : notJudged('source.ports is not judged');
}

function destinationPortsMatch({ ports = [], notPorts = [] }: CalicoEntity, to: DestinationPort): Match {
  const open = (list: readonly (number | string)[]): Match =>
    anyMatch(list.map((port) => portMatches(port, to)));
  return allMatch([
    ports.length === 0 ? YES : open(ports),
    notPorts.length === 0 ? YES : not(open(notPorts)),
  ]);
}

function portMatches(written: number | string, to: DestinationPort): Match {
  const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(String(written)) ?? [];
  const port = first === undefined ? String(written) : Number(first);
  const endPort = last === undefined ? undefined : Number(last);
  return matchOf(portsMatch([{ protocol: to.protocol, port, endPort }], to));
}

function entityMatches(
  entity: CalicoEntity,
  end: Counterpart,
  namespace: string | undefined,
  cluster: Cluster,
): Match {
  const { nets = [], notNets = [], notSelector, services, unjudged } = entity;
  const inNets = (list: readonly string[]): Match => anyMatch(list.map((net) => netHolds(net, end)));
  return allMatch([
    nets.length === 0 ? YES : inNets(nets),
    notNets.length === 0 ? YES : not(inNets(notNets)),
    selected(entity, end, namespace, cluster),
    notSelector === undefined ? YES : not(endMatches(notSelector, end, cluster)),
    services === undefined ? YES : serviceMatches(services, end, namespace, cluster),
    ...unjudged.map((field) => notJudged(`${field} is not judged`)),
  ]);
}

/** A rule of a namespaced policy that selects at all selects in its namespace, unless it names others. */
function selected(
  { selector, notSelector, namespaceSelector }: CalicoEntity,
  end: Counterpart,
  namespace: string | undefined,
  cluster: Cluster,
): Match {
  if (selector === undefined && notSelector === undefined && namespaceSelector === undefined) return YES;
  const own = selector === undefined ? YES : endMatches(selector, end, cluster);
  if (namespaceSelector !== undefined) {
    return allMatch([namespaceMatches(namespaceSelector, end, cluster), own]);
  }
  if (namespace === undefined) return own;
  if (!isPod(end)) return allMatch([own, { answer: 'unknown', why: OUTSIDE }]);
  return allMatch([matchOf(end.pod.namespace === namespace), own]);
}

const OUTSIDE = 'which network sets and nodes a selector matches is not judged';

function endMatches(selector: string, end: Counterpart, cluster: Cluster): Match {
  return isPod(end) ? podMatches(selector, end.pod, cluster) : notJudged(OUTSIDE);
}

/** Does a selector match a pod, by its own labels and those that Calico adds? */
export function podMatches(selector: string, pod: Pod, cluster: Cluster): Match {
  const read = calicoSelector(selector);
  if (!read) return notJudged(`the selector ${selector} cannot be read`);
  return read((key) => labelOf(key, pod, cluster));
}

function labelOf(key: string, pod: Pod, cluster: Cluster): LabelFact {
  if (key === 'projectcalico.org/namespace') return { value: pod.namespace };
  if (key === 'projectcalico.org/orchestrator') return { value: 'k8s' };
  if (key === 'projectcalico.org/serviceaccount' || key.startsWith('pcsa.')) {
    return { value: undefined, open: true, why: `the label ${key} is not judged` };
  }
  return key.startsWith('pcns.')
    ? namespaceLabel(key.slice('pcns.'.length), pod.namespace, cluster)
    : labelFact(pod.labels, key, pod.partial);
}

export function namespaceMatches(selector: string, end: Counterpart, cluster: Cluster): Match {
  const text = selector.replace(/\s/g, '');
  // Pods are in a namespace; nodes and global network sets are in none.
  if (text === 'global()') return isPod(end) ? NO : notJudged(OUTSIDE);
  if (!isPod(end)) return notJudged(OUTSIDE);
  const read = calicoSelector(selector);
  if (!read) return notJudged(`the selector ${selector} cannot be read`);
  return read((key) => namespaceLabel(key, end.pod.namespace, cluster));
}

function namespaceLabel(key: string, name: string, cluster: Cluster): LabelFact {
  if (key === 'projectcalico.org/name') return { value: name };
  const { labels, partial } = labelsOfNamespace(name, cluster);
  return labelFact(labels, key, partial);
}

/** @param net a block, or one address */
function netHolds(net: string, end: Counterpart): Match {
  const cidr = net.includes('/') ? net : `${net}/${net.includes(':') ? 128 : 32}`;
  if (!('pod' in end)) {
    return matchOf(
      end.address === undefined
        ? blockHoldsUnknownAddress({ cidr })
        : answerOf(blockHolds({ cidr }, end.address)),
    );
  }
  const { addresses } = end.pod;
  if (addresses.length === 0) return matchOf(blockHoldsUnknownPod({ cidr }));
  return matchOf(addresses.some((address) => blockHolds({ cidr }, address)));
}

function serviceMatches(
  { name, namespace: named }: NonNullable<CalicoEntity['services']>,
  end: Counterpart,
  namespace: string | undefined,
  cluster: Cluster,
): Match {
  const why = 'services is not judged';
  if (!isPod(end)) return notJudged(why);
  const within = named ?? namespace;
  if (within !== undefined && within !== end.pod.namespace) return NO;
  const service = cluster.services.find((each) => each.namespace === within && each.name === name);
  const wanted = Object.entries(service?.selector ?? {});
  if (wanted.length === 0 || end.pod.partial) return notJudged(why);
  return wanted.every(([key, value]) => end.pod.labels[key] === value) ? notJudged(why) : NO;
}

function isPod(end: Counterpart): end is { readonly pod: Pod } {
  return 'pod' in end && !end.pod.hostNetwork;
}
