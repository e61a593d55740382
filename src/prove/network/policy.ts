import { allOf, type Answer, anyOf } from './answer.ts';
import type { Cluster, Direction, NetworkPolicy, ObjectRef, Peer, Pod, PolicyPort } from './model.ts';
import { type Counterpart, peersMatch, podMatches } from './peers.ts';
import { type DestinationPort, portsMatch } from './ports.ts';

/** A rule by its index in the policy's list, from 0. */
export interface RuleRef {
  readonly policy: ObjectRef;
  readonly rule: number;
}

/** What the policies say of one direction of a connection. */
export interface DirectionVerdict {
  readonly allowed: Answer;
  /** Policies that isolate the pod in this direction. Where there is none, everything is allowed. */
  readonly selectedBy: readonly ObjectRef[];
  /** Rules that allow it. */
  readonly by: readonly RuleRef[];
  /** Rules that may allow it: too little of the cluster is known to decide. */
  readonly undecided: readonly RuleRef[];
}

/** Everything is allowed where no policy can apply, such as outside the cluster. */
export const UNRESTRICTED: DirectionVerdict = { allowed: 'yes', selectedBy: [], by: [], undecided: [] };

/**
 * Judges one direction: one rule of one of the policies that select the pod is enough.
 *
 * @param pod the end that the policies isolate
 * @param other the far end
 */
export function judgeDirection(
  direction: Direction,
  pod: Pod,
  other: Counterpart,
  to: DestinationPort,
  cluster: Cluster,
): DirectionVerdict {
  // What policies do to pods in their node's network is not defined; common plugins leave them alone:
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
  if (pod.hostNetwork) return UNRESTRICTED;
  const selecting = cluster.policies
    .map((policy) => ({ policy, selects: selectsPod(policy, pod, direction) }))
    .filter(({ selects }) => selects !== 'no');
  if (selecting.length === 0) return UNRESTRICTED;

  const judged = selecting.map(({ policy, selects }) => {
    const rules = rulesOf(policy, direction).map(({ peers, ports }) =>
      allOf([peersMatch(peers, other, policy.namespace, cluster), portsMatch(ports, to)]),
    );
    return { policy: refOf(policy), selects, rules, opens: anyOf(rules) };
  });
  const refs = (wanted: Answer): RuleRef[] =>
    judged.flatMap(({ policy, rules }) =>
      rules.flatMap((answer, rule) => (answer === wanted ? [{ policy, rule }] : [])),
    );
  return {
    allowed: sumOf(judged),
    selectedBy: judged.map(({ policy }) => policy),
    by: refs('yes'),
    undecided: refs('unknown'),
  };
}

/** Combines policies. Some of them may not select the pod: the result has to hold in both cases. */
function sumOf(policies: readonly { readonly selects: Answer; readonly opens: Answer }[]): Answer {
  const isolated = policies.some(({ selects }) => selects === 'yes');
  if (policies.some(({ selects, opens }) => selects === 'yes' && opens === 'yes')) return 'yes';
  if (!isolated && policies.every(({ opens }) => opens === 'yes')) return 'yes';
  return isolated && policies.every(({ opens }) => opens === 'no') ? 'no' : 'unknown';
}

/** Does this policy isolate this pod in this direction? */
export function selectsPod(policy: NetworkPolicy, pod: Pod, direction: Direction): Answer {
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

export function refOf({ namespace, name }: ObjectRef): ObjectRef {
  return { namespace, name };
}
