import { stringify } from 'yaml';
import { appendToYamlList, unifiedDiff } from '../../edit/index.ts';
import {
  type Cluster,
  type Destination,
  type Direction,
  type InvalidPolicy,
  judgeRoute,
  type MissingRule,
  nameOf,
  type ObjectRef,
  policiesInForce,
  type Pod,
  type Protocol,
  type Route,
  type RuleRef,
  ruleToAdd,
} from '../../network/index.ts';
import type { ManifestSet } from '../../sources/index.ts';
import type { Evidence, Fix, Location } from '../outcome.ts';
import { fixPath } from './config-facts.ts';

/** What the policies say of the routes from the gateway to a destination, in one direction. */
export interface Judgement {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly routes: readonly Route[];
  /** Policies of the near end's namespace that the API server refuses. They are not in force. */
  readonly invalid: readonly InvalidPolicy[];
}

export function judge(
  direction: Direction,
  from: Pod,
  destinations: readonly Destination[],
  protocol: Protocol,
  cluster: Cluster,
): Judgement {
  const { inForce, invalid } = policiesInForce(cluster);
  const routes = destinations.map((to) => judgeRoute(from, to, protocol, inForce));
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

/** One line for each route: the rules that allow it, or the policies that keep it out. */
export function policyEvidence(
  manifests: ManifestSet,
  direction: Direction,
  { routes, invalid }: Judgement,
): Evidence[] {
  return [
    ...routes.flatMap((route) => routeEvidence(manifests, direction, route)),
    ...invalid.map(({ policy, problems }) => ({
      source: sourceOf(manifests, policy, problems[0]?.path ?? []),
      saw: `NetworkPolicy ${nameOf(policy)} is not in force: the API server refuses ${problems
        .map(({ path, message }) => `${pathText(path)}: ${message}`)
        .join('; ')}`,
    })),
    ...manifests.problems.map(({ file, line, message }) => ({
      source: `${file}:${line}`,
      saw: `could not be read: ${message}`,
    })),
  ];
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
      source: sourceOf(manifests, policy, ['spec', direction, rule]),
      saw: `NetworkPolicy ${nameOf(policy)}, ${direction}[${rule}], ${verb} ${what}`,
    }));
  if (by.length > 0) return ruleEvidence(by, 'allows');
  if (allowed === 'unknown') return ruleEvidence(undecided, 'may allow');
  return selectedBy.map((policy) => ({
    source: sourceOf(manifests, policy, ['spec', direction]),
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
  const object = manifests.find('NetworkPolicy', policy);
  return object && { file: object.file, line: object.lineOf(path) };
}

function sourceOf(manifests: ManifestSet, policy: ObjectRef, path: readonly (string | number)[]): string {
  const at = policyLocation(manifests, policy, path);
  return at ? `${at.file}:${at.line}` : manifests.paths.join(', ');
}

/**
 * The rule to add: as a diff to the policy where it is written so that it can be changed by position, else as a policy
 * of its own, which adds up with those that are there.
 *
 * @param port as the client names it, where the pod's port is not known
 */
export function ruleFix(
  manifests: ManifestSet,
  direction: Direction,
  routes: readonly Route[],
  port: number,
  protocols: readonly Protocol[],
): Fix | undefined {
  const blocked = routes.find((route) => route[direction].allowed !== 'yes');
  const missing =
    blocked &&
    ruleToAdd({ ...blocked, to: { ...blocked.to, port: blocked.to.port ?? port } }, direction, protocols);
  if (!missing) return undefined;
  const text = `allow ${direction} ${routeText(blocked, direction)}`;
  return (
    patchOf(manifests, missing, text) ?? {
      kind: 'manual',
      text: `${text} by this policy:\n${stringify(missing.manifest)}`,
    }
  );
}

function patchOf(
  manifests: ManifestSet,
  { direction, policy, rule }: MissingRule,
  text: string,
): Fix | undefined {
  const object = manifests.find('NetworkPolicy', policy);
  const before = object && manifests.files.get(object.file);
  if (!object || before === undefined) return undefined;
  const changed = appendToYamlList(before, object.document, [...object.path, 'spec', direction], rule);
  if (changed === undefined) return undefined;
  const { root, file } = fixPath(object.file);
  return {
    kind: 'patch',
    text: `${text}: a rule in NetworkPolicy ${nameOf(policy)}`,
    root,
    file,
    diff: unifiedDiff(file, before, changed),
  };
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}
