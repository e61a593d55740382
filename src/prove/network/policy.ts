import { type Answer, allOf } from './answer.ts';
import { matchOf } from './match.ts';
import type {
  Cluster,
  Direction,
  NetworkPolicy,
  ObjectRef,
  Peer,
  Pod,
  PolicyPort,
  PolicyRef,
} from './model.ts';
import { type Counterpart, peersMatch, podMatches } from './peers.ts';
import { type DestinationPort, portsMatch } from './ports.ts';
import type { AppliedPolicy } from './verdict.ts';

export const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

/** A connection as the policies of one of its ends see it. */
export interface Seen {
  readonly direction: Direction;
  /** The end that the policies isolate. */
  readonly pod: Pod;
  readonly other: Counterpart;
  readonly to: DestinationPort;
}

/** How a NetworkPolicy applies: one rule of one of the policies that select the pod is enough. */
export function applyNetworkPolicy(
  policy: NetworkPolicy,
  { direction, pod, other, to }: Seen,
  cluster: Cluster,
  blocksHoldPods = true,
): AppliedPolicy {
  return {
    policy: networkPolicyRef(policy),
    at: ['spec', direction],
    selects: matchOf(selectsPod(policy, pod, direction)),
    isolates: true,
    allows: rulesOf(policy, direction).map(({ peers, ports }, index) => ({
      path: ['spec', direction, index],
      match: matchOf(
        allOf([peersMatch(peers, other, policy.namespace, cluster, blocksHoldPods), portsMatch(ports, to)]),
      ),
    })),
    denies: [],
  };
}

/** Does this policy isolate this pod in this direction? */
function selectsPod(policy: NetworkPolicy, pod: Pod, direction: Direction): Answer {
  if (policy.namespace !== pod.namespace || !appliesTo(policy, direction)) return 'no';
  return podMatches(policy.spec.podSelector ?? {}, pod);
}

/**
 * Without `policyTypes` a policy isolates for ingress, and for egress where it has an egress rule. An empty list is
 * not a rule (SetDefaults_NetworkPolicy of Kubernetes).
 */
function appliesTo({ spec }: NetworkPolicy, direction: Direction): boolean {
  const { policyTypes = [], egress = [] } = spec;
  if (policyTypes.length > 0) return policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || egress.length > 0;
}

interface Rule {
  readonly peers: readonly Peer[] | undefined;
  readonly ports: readonly PolicyPort[] | undefined;
}

function rulesOf({ spec }: NetworkPolicy, direction: Direction): Rule[] {
  return direction === 'ingress'
    ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
}

export function networkPolicyRef({ namespace, name }: ObjectRef): PolicyRef {
  return { kind: NETWORK_POLICY, namespace, name };
}
