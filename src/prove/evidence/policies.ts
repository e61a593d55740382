import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import {
  type Cluster,
  type Destination,
  type Direction,
  type InvalidPolicy,
  judgeRoute,
  nameOf,
  networkPolicyRef,
  type Path,
  policiesInForce,
  type Pod,
  type PolicyRef,
  policyTitle,
  type Protocol,
  type Route,
  type RuleRef,
} from '../network/index.ts';
import type { ManifestSet } from '../sources/index.ts';
import type { Evidence, Location } from '../engine/outcome.ts';
import { ciliumEnforcement, type Enforcement } from './cilium-enforcement.ts';
import { gapOf, locationOf, sourceOf } from './manifest-location.ts';
import type { Reached } from './push-route.ts';
import { type UnreadObject, unreadObjects } from './unread-objects.ts';

/** The cluster with the policies that are in force, those that the API server rejects, and those that are not read. */
export interface ClusterPolicies {
  readonly cluster: Cluster;
  readonly invalid: readonly InvalidPolicy[];
  readonly unread: readonly UnreadObject[];
  /** Where Cilium is set to another mode than its default. */
  readonly enforcement: Enforcement | undefined;
}

const POLICY_KINDS = [
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'Tier',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
];

export const clusterPolicies = defineEvidence({
  name: 'clusterPolicies',
  needs: ['manifests', unreadObjects],
  answer: ({ manifests, unreadObjects: all }) => {
    const gap = POLICY_KINDS.map((kind) => gapOf(manifests, kind)).find((why) => why !== undefined);
    if (gap !== undefined) return notKnown(gap);
    const { inForce, invalid } = policiesInForce(manifests.cluster);
    const unread = all.filter(({ role }) => role === 'policy' || role === 'selector');
    const enforcement = ciliumEnforcement(manifests);
    const policies: ClusterPolicies = { cluster: inForce, invalid, unread, enforcement };
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
  /** Objects that may apply to the near end, and are not read. */
  readonly unread: readonly UnreadObject[];
}

export function judge(
  direction: Direction,
  from: Pod,
  destinations: readonly Destination[],
  protocol: Protocol,
  { cluster, invalid, unread }: ClusterPolicies,
): Judgement {
  const routes = destinations.map((to) => judgeRoute(from, to, protocol, cluster));
  const answers = routes.map((route) => route[direction].allowed);
  const near = routes.flatMap((route) => nearEnd(route, direction) ?? []);
  return {
    answer: answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes',
    routes,
    invalid: invalid.filter(({ policy }) => near.some(({ namespace }) => namespace === policy.namespace)),
    unread: unread.filter((object) => routes.some((route) => concerns(object, route, direction))),
  };
}

function concerns({ appliesTo, outsideOnly }: UnreadObject, route: Route, direction: Direction): boolean {
  if (outsideOnly && (direction === 'ingress' || 'pod' in route.to)) return false;
  const near = nearEnd(route, direction);
  return near !== undefined && appliesTo(near);
}

function nearEnd({ from, to }: Route, direction: Direction): Pod | undefined {
  if (direction === 'egress') return from;
  return 'pod' in to ? to.pod : undefined;
}

/** One line for each route: the rules that allow it, or the policies that block it. */
export function policyEvidence(
  manifests: ManifestSet,
  direction: Direction,
  { routes, invalid, unread }: Judgement,
): Evidence[] {
  return [
    ...routes.flatMap((route) => routeEvidence(manifests, direction, route)),
    ...invalid.map(({ policy, problems }) => ({
      source: policySource(manifests, networkPolicyRef(policy), problems[0]?.path ?? []),
      saw: `NetworkPolicy ${nameOf(policy)} is not in force: the API server rejects ${problems
        .map(({ path, message }) => `${pathText(path)}: ${message}`)
        .join('; ')}`,
    })),
    ...unread.map(({ object, text }) => ({ source: sourceOf(object), saw: text })),
    ...manifests.problems.map(({ file, line, message }) => ({
      source: `${file}:${line}`,
      saw: `could not be read: ${message}`,
    })),
  ];
}

function routeEvidence(manifests: ManifestSet, direction: Direction, route: Route): Evidence[] {
  const { selectedBy, by, denied, undecided, allowed, exempt } = route[direction];
  const what = `${direction} ${routeText(route, direction)}`;
  if (exempt !== undefined)
    return [{ source: manifests.paths.join(', '), saw: `${what} is allowed: ${exempt}` }];
  if ([selectedBy, denied, undecided].every(({ length }) => length === 0)) {
    const near = nearEnd(route, direction);
    return [
      {
        source: manifests.paths.join(', '),
        saw: `no ${direction} policy selects ${near ? nameOf(near) : 'the receiver'}, so ${what} is allowed`,
      },
    ];
  }
  const ruleEvidence = (rules: readonly RuleRef[], verb: string): Evidence[] =>
    rules.map(({ policy, path, why }) => ({
      source: policySource(manifests, policy, path),
      saw: `${policyTitle(policy)}, ${ruleText(path)}, ${verb} ${what}${why === undefined ? '' : `: ${why}`}`,
    }));
  if (allowed === 'unknown') return ruleEvidence(undecided, 'may decide');
  if (denied.length > 0 && allowed === 'no') return ruleEvidence(denied, 'denies');
  if (by.length > 0) return ruleEvidence(by, 'allows');
  return selectedBy.map((policy) => ({
    source: policySource(manifests, policy, policy.at),
    saw: `${policyTitle(policy)} selects the pod, and none of its rules allows ${what}`,
  }));
}

/** `egress[0]`; of a policy with several specs `specs[1].egress[0]`. */
function ruleText(path: Path): string {
  return pathText(path[0] === 'spec' && path.length > 1 ? path.slice(1) : path);
}

/** `to monitoring/prometheus-k8s-0, TCP 9090` */
export function routeText({ from, to, protocol }: Route, direction: Direction): string {
  const port = to.port === undefined ? protocol : `${protocol} ${to.port}`;
  if (direction === 'ingress') return `from ${nameOf(from)}, ${port}`;
  return `to ${'pod' in to ? nameOf(to.pod) : (to.address ?? 'an address outside the cluster')}, ${port}`;
}

export function policyLocation(manifests: ManifestSet, policy: PolicyRef, path: Path): Location | undefined {
  return locationOf(manifests.find(policy.kind, policy), path).location;
}

function policySource(manifests: ManifestSet, policy: PolicyRef, path: Path): string {
  const object = manifests.find(policy.kind, policy);
  return object ? sourceOf(object, path) : manifests.paths.join(', ');
}

function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
