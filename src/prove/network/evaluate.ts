import { allOf, type Answer } from './answer.ts';
import { judgeDirection } from './direction.ts';
import {
  type Destination,
  findObject,
  type Missing,
  nameOf,
  resolveTarget,
  type Target,
} from './destination.ts';
import type { Cluster, NetworkPolicy, ObjectRef, Pod, Protocol } from './model.ts';
import type { Counterpart } from './peers.ts';
import { type DirectionVerdict, UNRESTRICTED } from './verdict.ts';
import { policyProblems, type PolicyProblem } from './validate.ts';

export interface Connection {
  readonly from: ObjectRef;
  readonly to: Target;
  /** As the client names it: a Service's port, not its targetPort. */
  readonly port: number;
  readonly protocol: Protocol;
}

export interface Evaluation {
  /** Yes where every route is allowed both ways. */
  readonly allowed: Answer;
  /** One for each pod or address that the target leads to. */
  readonly routes: readonly Route[];
  /** Why there is no route at all; `allowed` is then `no`. */
  readonly unresolved?: { readonly missing: Missing | 'source'; readonly problem: string };
  /** Policies that the API server rejects. They are not in force and were ignored. */
  readonly invalid: readonly InvalidPolicy[];
}

/** A connection requires both egress at its source and ingress at its destination. */
export interface Route {
  readonly from: Pod;
  readonly to: Destination;
  readonly protocol: Protocol;
  readonly allowed: Answer;
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
}

export interface InvalidPolicy {
  readonly policy: NetworkPolicy;
  readonly problems: readonly PolicyProblem[];
}

/** Whether the cluster's policies allow a connection, and which rules do. */
export function evaluate({ from, to, port, protocol }: Connection, cluster: Cluster): Evaluation {
  const { inForce, invalid } = policiesInForce(cluster);
  const source = findObject(cluster.pods, from);
  if (!source) {
    const problem = `there is no pod ${nameOf(from)}`;
    return { allowed: 'no', routes: [], unresolved: { missing: 'source', problem }, invalid };
  }
  const resolved = resolveTarget(to, port, protocol, cluster);
  if (!resolved.ok) {
    const { missing, problem } = resolved;
    return { allowed: 'no', routes: [], unresolved: { missing, problem }, invalid };
  }
  const routes = resolved.destinations.map((destination) =>
    judgeRoute(source, destination, protocol, inForce),
  );
  return { allowed: allOf(routes.map(({ allowed }) => allowed)), routes, invalid };
}

/** Judges one route. The policies must be valid ones. */
export function judgeRoute(from: Pod, to: Destination, protocol: Protocol, cluster: Cluster): Route {
  const target = 'pod' in to ? to.pod : undefined;
  const port = { port: to.port, protocol, pod: target };
  const far: Counterpart = target ? { pod: target } : { address: 'address' in to ? to.address : undefined };
  // A policy never blocks a pod from itself: https://kubernetes.io/docs/concepts/services-networking/network-policies/
  const itself = target !== undefined && nameOf(target) === nameOf(from);
  const egress = itself
    ? UNRESTRICTED
    : judgeDirection({ direction: 'egress', pod: from, other: far, to: port }, cluster);
  const ingress =
    itself || !target
      ? UNRESTRICTED
      : judgeDirection({ direction: 'ingress', pod: target, other: { pod: from }, to: port }, cluster);
  return { from, to, protocol, allowed: allOf([egress.allowed, ingress.allowed]), egress, ingress };
}

/** The cluster without the policies that the API server rejects, and the rejected ones. */
export function policiesInForce(cluster: Cluster): {
  readonly inForce: Cluster;
  readonly invalid: readonly InvalidPolicy[];
} {
  const judged = cluster.policies.map((policy) => ({ policy, problems: policyProblems(policy) }));
  const valid = judged.filter(({ problems }) => problems.length === 0);
  return {
    inForce: { ...cluster, policies: valid.map(({ policy }) => policy) },
    invalid: judged.filter(({ problems }) => problems.length > 0),
  };
}
