import { blockHolds, parseCidr } from '../../src/prove/network/ip-block.ts';
import type {
  Cluster,
  IpBlock,
  LabelSelector,
  NetworkPolicy,
  Peer,
  Pod,
  PolicyPort,
} from '../../src/prove/network/model.ts';
import { peersMatch, podMatches } from '../../src/prove/network/peers.ts';
import { OUTSIDE } from './world.ts';

interface Rule {
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly PolicyPort[] | undefined;
}

export type DifferenceId =
  | 'name-of-no-pod'
  | 'name-without-peers'
  | 'name-in-block'
  | 'blocks-together'
  | 'both-directions';

/** How kube-router 2.1 differs from the API: the policies that would say by the API what it does. */
interface Difference {
  readonly id: DifferenceId;
  readonly apply: (cluster: Cluster) => Cluster;
}

/** In this order: the later ones take the policies as the earlier ones leave them. */
export const DIFFERENCES: readonly Difference[] = [
  {
    // A list of ports in which no name leads anywhere counts as no list, for peers that are selected.
    id: 'name-of-no-pod',
    apply: eachRule((rule, egress, policy, cluster) => {
      const { peers = [], ports = [] } = rule;
      if (peers.length === 0 || ports.length === 0) return [rule];
      const blocks = peers.filter(({ ipBlock }) => ipBlock);
      const selected = peers.filter(({ ipBlock }) => !ipBlock);
      const ends = egress
        ? cluster.pods.filter((pod) => selected.length > 0 && isPeer(selected, pod, policy, cluster))
        : targetsOf(policy, cluster);
      const leads = ports.some(
        ({ port, protocol = 'TCP' }) =>
          typeof port !== 'string' ||
          ends.some((pod) => pod.ports.some((own) => own.name === port && own.protocol === protocol)),
      );
      if (leads || selected.length === 0) return [rule];
      return [
        { peers: selected, ports: undefined },
        ...(blocks.length === 0 ? [] : [{ peers: blocks, ports }]),
      ];
    }),
  },
  {
    // Without peers a name stands for the numbers that it has in the pods of the policy's own namespace, at any destination.
    id: 'name-without-peers',
    apply: eachRule((rule, egress, { namespace }, { pods }) => {
      const { peers = [], ports = [] } = rule;
      if (!egress || peers.length > 0 || ports.length === 0) return [rule];
      const near = pods.filter((pod) => pod.namespace === namespace).flatMap((pod) => pod.ports);
      const numbers = ports.flatMap((each): PolicyPort[] =>
        typeof each.port === 'string'
          ? near
              .filter(({ name, protocol }) => name === each.port && protocol === (each.protocol ?? 'TCP'))
              .map(({ port, protocol }) => ({ port, protocol }))
          : [each],
      );
      return numbers.length === 0 ? [] : [{ peers, ports: numbers }];
    }),
  },
  {
    // A block of an egress rule has no pods, so a name leads nowhere.
    id: 'name-in-block',
    apply: eachRule((rule, egress) => {
      const { peers = [], ports = [] } = rule;
      const blocks = peers.filter(({ ipBlock }) => ipBlock);
      const numbers = ports.filter(({ port }) => typeof port !== 'string');
      if (!egress || blocks.length === 0 || numbers.length === ports.length) return [rule];
      const selected = peers.filter(({ ipBlock }) => !ipBlock);
      return [
        ...(selected.length === 0 ? [] : [{ peers: selected, ports }]),
        ...(numbers.length === 0 ? [] : [{ peers: blocks, ports: numbers }]),
      ];
    }),
  },
  {
    // All blocks of a rule are one set, and so are their holes: the most exact entry decides, of two equal ones the last.
    id: 'blocks-together',
    apply: eachRule((rule, _egress, _policy, cluster) => {
      const blocks = (rule.peers ?? []).flatMap(({ ipBlock }) => ipBlock ?? []);
      if (blocks.length < 2) return [rule];
      const selected = (rule.peers ?? []).filter(({ ipBlock }) => !ipBlock);
      const open = addressesOf(cluster).filter((address) => isInSet(blocks, address));
      const peers = [...selected, ...open.map((address) => ({ ipBlock: { cidr: `${address}/32` } }))];
      return peers.length === 0 ? [] : [{ ...rule, peers }];
    }),
  },
  {
    // A policy of both types is one list of rules: between two pods that it selects, a rule for either direction opens both.
    id: 'both-directions',
    apply: (cluster) => ({
      ...cluster,
      policies: [...cluster.policies, ...cluster.policies.flatMap((policy) => leaksOf(policy, cluster))],
    }),
  },
];

/** The cluster whose policies say by the API what kube-router does with those of another one. */
export function asEnforced(cluster: Cluster): Cluster {
  return DIFFERENCES.reduce((before, { apply }) => apply(before), cluster);
}

function eachRule(
  change: (rule: Rule, egress: boolean, policy: NetworkPolicy, cluster: Cluster) => readonly Rule[],
): Difference['apply'] {
  return (cluster) => ({
    ...cluster,
    policies: cluster.policies.map((policy): NetworkPolicy => {
      const { ingress, egress } = policy.spec;
      return {
        ...policy,
        spec: {
          ...policy.spec,
          ...(ingress && {
            ingress: ingress.flatMap(({ from, ports }) =>
              change({ peers: from, ports }, false, policy, cluster).map((rule) => ({
                from: rule.peers,
                ports: rule.ports,
              })),
            ),
          }),
          ...(egress && {
            egress: egress.flatMap(({ to, ports }) =>
              change({ peers: to, ports }, true, policy, cluster).map((rule) => ({
                to: rule.peers,
                ports: rule.ports,
              })),
            ),
          }),
        },
      };
    }),
  });
}

function isPeer(
  peers: readonly Peer[] | undefined,
  pod: Pod,
  { namespace }: NetworkPolicy,
  cluster: Cluster,
): boolean {
  return peersMatch(peers, { pod }, namespace, cluster) === 'yes';
}

function targetsOf({ namespace, spec }: NetworkPolicy, { pods }: Cluster): Pod[] {
  return pods.filter(
    (pod) => pod.namespace === namespace && podMatches(spec.podSelector ?? {}, pod) === 'yes',
  );
}

function addressesOf({ pods }: Cluster): string[] {
  return [...pods.flatMap(({ addresses }) => addresses), ...Object.values(OUTSIDE)];
}

function isInSet(blocks: readonly IpBlock[], address: string): boolean {
  const entries = blocks.flatMap(({ cidr, except = [] }) => [
    { cidr, opens: true },
    ...except.map((hole) => ({ cidr: hole, opens: false })),
  ]);
  const holding = entries.filter(({ cidr }) => blockHolds({ cidr }, address));
  const longest = Math.max(...holding.map(({ cidr }) => lengthOf(cidr)));
  return holding.findLast(({ cidr }) => lengthOf(cidr) === longest)?.opens ?? false;
}

const lengthOf = (cidr: string): number => parseCidr(cidr)?.prefix ?? 0;

function leaksOf(policy: NetworkPolicy, cluster: Cluster): NetworkPolicy[] {
  const { namespace, name, spec } = policy;
  const { policyTypes = [], podSelector = {}, ingress = [], egress = [] } = spec;
  if (policyTypes.length < 2) return [];
  const pods = targetsOf(policy, cluster);
  const only = ({ labels }: Pod): LabelSelector => ({ matchLabels: { pod: labels['pod'] ?? '' } });
  return pods.flatMap((pod) => [
    ...ingress
      .filter(({ from }) => isPeer(from, pod, policy, cluster))
      .map(({ ports }) => ({
        namespace,
        name: `${name}-out`,
        spec: { podSelector: only(pod), policyTypes: ['Egress'], egress: [{ to: [{ podSelector }], ports }] },
      })),
    ...egress
      .filter(({ to }) => isPeer(to, pod, policy, cluster))
      .map(({ ports }) => ({
        namespace,
        name: `${name}-in`,
        spec: {
          podSelector: only(pod),
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ podSelector }], ports }],
        },
      })),
  ]);
}
