import { defineEvidence, known } from '../engine/define-evidence.ts';
import {
  type Cluster,
  type Destination,
  type Direction,
  type InvalidPolicy,
  judgeRoute,
  nameOf,
  type ObjectRef,
  policiesInForce,
  type Pod,
  type Protocol,
  type Route,
  type RuleRef,
} from '../network/index.ts';
import type { ManifestObject, ManifestSet } from '../sources/index.ts';
import type { Evidence, Location } from '../engine/outcome.ts';
import { locationOf, sourceOf } from './manifest-location.ts';
import type { Reached } from './push-route.ts';

/** The cluster with the policies that are in force, and the policies that the API server rejects. */
export interface ClusterPolicies {
  readonly cluster: Cluster;
  readonly invalid: readonly InvalidPolicy[];
}

export const clusterPolicies = defineEvidence({
  name: 'clusterPolicies',
  needs: ['manifests'],
  answer: ({ manifests }) => {
    const { inForce, invalid } = policiesInForce(manifests.cluster);
    const policies: ClusterPolicies = { cluster: inForce, invalid };
    return known(policies);
  },
});

/** A connection that policies may block, in one direction. */
export interface PolicyQuestion {
  readonly direction: Direction;
  readonly from: Pod;
  readonly reached: Reached;
  /** The target, for the report. */
  readonly name: string;
  /** As the client names it. */
  readonly port: number;
  readonly protocol: Protocol;
  /** Protocols that the rule to add opens the port for. */
  readonly opens: readonly Protocol[];
}

/** What the policies allow of the routes to a destination, in one direction. */
export interface Judgement {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly routes: readonly Route[];
  /** Policies of the near end's namespace that the API server rejects. They are not in force. */
  readonly invalid: readonly InvalidPolicy[];
}

export function judge(
  direction: Direction,
  from: Pod,
  destinations: readonly Destination[],
  protocol: Protocol,
  { cluster, invalid }: ClusterPolicies,
): Judgement {
  const routes = destinations.map((to) => judgeRoute(from, to, protocol, cluster));
  const answers = routes.map((route) => route[direction].allowed);
  const near = new Set(routes.flatMap((route) => nearEnd(route, direction)?.namespace ?? []));
  return {
    answer: answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes',
    routes,
    invalid: invalid.filter(({ policy }) => near.has(policy.namespace)),
  };
}

function nearEnd({ from, to }: Route, direction: Direction): Pod | undefined {
  if (direction === 'egress') return from;
  return 'pod' in to ? to.pod : undefined;
}

/** One line for each route: the rules that allow it, or the policies that block it. */
export function policyEvidence(
  manifests: ManifestSet,
  direction: Direction,
  { routes, invalid }: Judgement,
): Evidence[] {
  return [
    ...routes.flatMap((route) => routeEvidence(manifests, direction, route)),
    ...invalid.map(({ policy, problems }) => ({
      source: policySource(manifests, policy, problems[0]?.path ?? []),
      saw: `NetworkPolicy ${nameOf(policy)} is not in force: the API server rejects ${problems
        .map(({ path, message }) => `${pathText(path)}: ${message}`)
        .join('; ')}`,
    })),
    ...manifests.objects.filter(isForeignPolicy).map((object) => ({
      source: sourceOf(object),
      saw: `${object.kind} ${object.name} is not of networking.k8s.io/v1 and was not evaluated`,
    })),
    ...manifests.problems.map(({ file, line, message }) => ({
      source: `${file}:${line}`,
      saw: `could not be read: ${message}`,
    })),
  ];
}

/** A policy of Cilium, Calico, Antrea, or one of the cluster-wide kinds. */
function isForeignPolicy({ apiVersion, kind }: ManifestObject): boolean {
  return kind.endsWith('NetworkPolicy') && !apiVersion.startsWith('networking.k8s.io/');
}

function routeEvidence(manifests: ManifestSet, direction: Direction, route: Route): Evidence[] {
  const { selectedBy, by, undecided, allowed } = route[direction];
  const what = `${direction} ${routeText(route, direction)}`;
  if (selectedBy.length === 0) {
    const near = nearEnd(route, direction);
    return [
      {
        source: manifests.paths.join(', '),
        saw: `no ${direction} policy selects ${near ? nameOf(near) : 'the receiver'}, so ${what} is allowed`,
      },
    ];
  }
  const ruleEvidence = (rules: readonly RuleRef[], verb: string): Evidence[] =>
    rules.map(({ policy, rule }) => ({
      source: policySource(manifests, policy, ['spec', direction, rule]),
      saw: `NetworkPolicy ${nameOf(policy)}, ${direction}[${rule}], ${verb} ${what}`,
    }));
  if (by.length > 0) return ruleEvidence(by, 'allows');
  if (allowed === 'unknown') return ruleEvidence(undecided, 'may allow');
  return selectedBy.map((policy) => ({
    source: policySource(manifests, policy, ['spec', direction]),
    saw: `NetworkPolicy ${nameOf(policy)} selects the pod, and none of its rules allows ${what}`,
  }));
}

/** `to monitoring/prometheus-k8s-0, TCP 9090` */
export function routeText({ from, to, protocol }: Route, direction: Direction): string {
  const port = to.port === undefined ? protocol : `${protocol} ${to.port}`;
  if (direction === 'ingress') return `from ${nameOf(from)}, ${port}`;
  return `to ${'pod' in to ? nameOf(to.pod) : (to.address ?? 'an address outside the cluster')}, ${port}`;
}

export function policyLocation(
  manifests: ManifestSet,
  policy: ObjectRef,
  path: readonly (string | number)[],
): Location | undefined {
  return locationOf(manifests.find('networking.k8s.io/NetworkPolicy', policy), path).location;
}

function policySource(manifests: ManifestSet, policy: ObjectRef, path: readonly (string | number)[]): string {
  const object = manifests.find('networking.k8s.io/NetworkPolicy', policy);
  return object ? sourceOf(object, path) : manifests.paths.join(', ');
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
