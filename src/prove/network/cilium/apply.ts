import { allMatch, type Match, NO, notJudged, YES } from '../match.ts';
import type { Cluster } from '../model.ts';
import type { Direction, LabelSelector } from '../object.ts';
import type { Seen } from '../policy.ts';
import { selectorMatchesBy } from '../selector.ts';
import type { AppliedPolicy, AppliedRule, DirectionVerdict } from '../verdict.ts';
import { keyOf, labelOfPod, NAMESPACE_LABEL } from './labels.ts';
import { type CiliumEntry, type CiliumPolicy, type CiliumRule, CLUSTERWIDE_CILIUM_POLICY } from './model.ts';
import { ciliumPeersMatch, type Scope } from './peers.ts';
import { ciliumPortsMatch } from './ports.ts';

/**
 * How the rules of a policy of Cilium apply. Each isolates the pod in the directions that it has entries for, unless its
 * `enableDefaultDeny` says otherwise.
 */
export function applyCiliumPolicy(policy: CiliumPolicy, seen: Seen, cluster: Cluster): AppliedPolicy[] {
  const { kind, namespace, name } = policy;
  const scope: Scope = { namespace, clusterwide: kind === CLUSTERWIDE_CILIUM_POLICY };
  return policy.rules.map((rule) => {
    const [allow, deny] = entriesOf(rule, seen.direction);
    const applied = (entries: readonly CiliumEntry[], key: string): AppliedRule[] =>
      entries.map((entry, index) => ({
        path: [...rule.path, key, index],
        match: entryMatches(entry, seen, scope, cluster),
      }));
    const has = allow.length > 0 || deny.length > 0;
    return {
      policy: { kind, namespace, name },
      at: [...rule.path, seen.direction],
      selects: has ? selects(rule, seen, scope, cluster) : NO,
      isolates: rule.enableDefaultDeny?.[seen.direction] ?? has,
      allows: applied(allow, seen.direction),
      denies: applied(deny, `${seen.direction}Deny`),
    };
  });
}

/**
 * A pod in the network of its node has the policies of that node: rules with a nodeSelector, which are not judged.
 *
 * @returns undefined where there are none
 */
export function hostRulesInDoubt(
  { direction }: Seen,
  policies: readonly CiliumPolicy[],
): DirectionVerdict | undefined {
  const undecided = policies.flatMap(({ kind, namespace, name, rules }) =>
    rules
      .filter((rule) => rule.nodeSelector && entriesOf(rule, direction).some(({ length }) => length > 0))
      .map(({ path }) => ({
        policy: { kind, namespace, name },
        path: [...path, 'nodeSelector'],
        why: 'nodeSelector is not judged, and the pod is in the network of its node',
      })),
  );
  if (undecided.length === 0) return undefined;
  return { allowed: 'unknown', selectedBy: [], by: [], denied: [], undecided };
}

function entriesOf(
  rule: CiliumRule,
  direction: Direction,
): readonly [readonly CiliumEntry[], readonly CiliumEntry[]] {
  return direction === 'ingress'
    ? [rule.ingress ?? [], rule.ingressDeny ?? []]
    : [rule.egress ?? [], rule.egressDeny ?? []];
}

function selects(
  { endpointSelector, unjudged }: CiliumRule,
  { pod }: Seen,
  { namespace, clusterwide }: Scope,
  cluster: Cluster,
): Match {
  // Without an endpointSelector it is a rule for nodes, or one that Cilium rejects.
  if (!endpointSelector || (!clusterwide && pod.namespace !== namespace)) return NO;
  const own = clusterwide ? endpointSelector : withoutNamespace(endpointSelector);
  return allMatch([
    selectorMatchesBy(own, (key) => labelOfPod(key, pod, cluster)),
    ...unjudged.map((field) => notJudged(`${field} is not judged`)),
  ]);
}

/** The namespace of a namespaced policy replaces one that its endpointSelector names. */
function withoutNamespace({ matchLabels = {}, ...rest }: LabelSelector): LabelSelector {
  const own = Object.entries(matchLabels).filter(([key]) => keyOf(key).key !== NAMESPACE_LABEL);
  return { ...rest, matchLabels: Object.fromEntries(own) };
}

function entryMatches(entry: CiliumEntry, { other, to }: Seen, scope: Scope, cluster: Cluster): Match {
  if (isEmpty(entry)) return NO;
  return allMatch([
    ciliumPeersMatch(entry, other, scope, cluster),
    ciliumPortsMatch(entry, to),
    ...(entry.unjudged.length === 0 ? [YES] : [notJudged(`${entry.unjudged[0]} is not judged`)]),
  ]);
}

/** An entry without peers and ports matches nothing: it only isolates the pod. */
function isEmpty({ unjudged, toPorts = [], icmps = [], ...peers }: CiliumEntry): boolean {
  const given = [unjudged, toPorts, icmps].some(({ length }) => length > 0);
  return !given && Object.values(peers).every((list) => list === undefined);
}
