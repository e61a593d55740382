import { allMatch, type Match, matchOf, NO, notJudged, YES } from '../match.ts';
import type { Cluster, Direction, PolicyRef } from '../model.ts';
import { applyNetworkPolicy, type Seen } from '../policy.ts';
import type { AppliedRule, DirectionVerdict, RuleRef } from '../verdict.ts';
import { type CalicoPolicy, type CalicoTier, DEFAULT_TIER, isGlobal } from './model.ts';
import { calicoRuleMatches, namespaceMatches, podMatches } from './rule.ts';

/** Order of the NetworkPolicies of Kubernetes in their tier. */
const KUBERNETES_ORDER = 1000;

/** Tiers that are always there: https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy */
const BUILT_IN: readonly CalicoTier[] = [
  { name: 'adminnetworkpolicy', order: 1000, defaultAction: 'Pass' },
  { name: 'kube-admin', order: 1000, defaultAction: 'Pass' },
  { name: DEFAULT_TIER, order: 1_000_000, defaultAction: 'Deny' },
  { name: 'baselineadminnetworkpolicy', order: 10_000_000, defaultAction: 'Pass' },
  { name: 'kube-baseline', order: 10_000_000, defaultAction: 'Pass' },
];

type Fate = 'allow' | 'deny';

interface OrderedPolicy {
  readonly policy: PolicyRef;
  readonly order: number;
  /** By which policies of one order are sorted. */
  readonly key: string;
  readonly selects: Match;
  readonly rules: readonly (AppliedRule & { readonly action: string })[];
}

interface OrderedTier {
  readonly name: string;
  /** Undefined where the tier itself is not known. */
  readonly tier: CalicoTier | undefined;
  readonly policies: readonly OrderedPolicy[];
}

/**
 * Judges one direction as Calico does: tier by tier and policy by policy, the first rule that matches decides. What no
 * rule of a tier decides is denied at its end, where one of its policies selects the pod. Policies of Kubernetes are in
 * the tier `default`.
 */
export function judgeCalico(seen: Seen, cluster: Cluster): DirectionVerdict {
  const tiers = tiersOf(seen, cluster);
  const found: Trace = { by: [], denied: [], undecided: [] };
  const unordered = tiers.length > 1 ? tiers.find(({ tier }) => tier === undefined) : undefined;
  const [first] = unordered?.policies ?? [];
  if (first) {
    const why = `the order of the tier ${unordered?.name} is not known: give its Tier by --manifests`;
    found.undecided.push({ policy: first.policy, path: ['spec', 'tier'], why });
  }
  const fates = unordered ? new Set<Fate>(['allow', 'deny']) : fatesFrom(tiers, found);
  const { ended, ...trace } = found;
  const isolating = (ended ? [ended] : tiers).flatMap(({ name: tier, policies }) =>
    policies.map(({ policy }) => ({ ...policy, at: ['spec', seen.direction], tier })),
  );
  return {
    allowed: fates.size > 1 ? 'unknown' : fates.has('allow') ? 'yes' : 'no',
    selectedBy: isolating,
    ...trace,
  };
}

/** The rules that were met on the way. */
interface Trace {
  readonly by: RuleRef[];
  readonly denied: RuleRef[];
  readonly undecided: RuleRef[];
  /** The tier at whose end it is denied. */
  ended?: OrderedTier;
}

/** What can become of the connection from this tier on. */
function fatesFrom([tier, ...later]: readonly OrderedTier[], trace: Trace): Set<Fate> {
  // Behind all tiers the profile of the namespace allows everything.
  if (!tier) return new Set(['allow']);
  const fates = new Set<Fate>();
  let isCertain = false;
  let mayPass = false;
  for (const { policy, selects, rules } of tier.policies) {
    isCertain ||= selects.answer === 'yes';
    if (selects.why !== undefined) trace.undecided.push({ policy, path: ['spec'], why: selects.why });
    for (const { path, match, action } of rules) {
      const { answer, why } = allMatch([selects, match]);
      if (answer === 'no' || action === 'Log') continue;
      const ref = { policy, path, ...(why === undefined ? {} : { why }) };
      const certain = answer === 'yes';
      if (action === 'Pass') {
        if (certain) return union(fates, fatesFrom(later, trace));
        mayPass = true;
      } else if (action === 'Allow' || action === 'Deny') {
        fates.add(action === 'Allow' ? 'allow' : 'deny');
        if (certain) {
          (action === 'Allow' ? trace.by : trace.denied).push(ref);
          return mayPass ? union(fates, fatesFrom(later, trace)) : fates;
        }
      } else {
        trace.undecided.push({ ...ref, why: `the action ${action} is not judged` });
        return new Set(['allow', 'deny']);
      }
      trace.undecided.push(ref);
    }
  }
  const action = tier.tier ? (tier.tier.defaultAction ?? 'Deny') : undefined;
  if (action !== 'Pass') {
    fates.add('deny');
    trace.ended ??= tier;
  }
  if (mayPass || !isCertain || action !== 'Deny') union(fates, fatesFrom(later, trace));
  return fates;
}

function union(into: Set<Fate>, more: ReadonlySet<Fate>): Set<Fate> {
  for (const fate of more) into.add(fate);
  return into;
}

/** The tiers in their order, with those of their policies that select the pod, or may. */
function tiersOf(seen: Seen, cluster: Cluster): OrderedTier[] {
  const { calico = [], calicoTiers = [], policies } = cluster;
  const own = calico.map((policy) => ({ tier: policy.tier, ...ordered(policy, seen, cluster) }));
  const kubernetes = policies.map((policy) => {
    const { selects, allows, policy: ref } = applyNetworkPolicy(policy, seen, cluster);
    const rules = allows.map((rule) => ({ ...rule, action: 'Allow' }));
    return {
      tier: DEFAULT_TIER,
      policy: ref,
      order: KUBERNETES_ORDER,
      key: `knp.default.${policy.name}`,
      selects,
      rules,
    };
  });
  const all = [...own, ...kubernetes].filter(({ selects }) => selects.answer !== 'no');
  return [...new Set(all.map(({ tier }) => tier))]
    .map((name) => ({
      name,
      tier: [...calicoTiers, ...BUILT_IN].find((tier) => tier.name === name),
      policies: all.filter(({ tier }) => tier === name).toSorted(byOrder),
    }))
    .toSorted((a, b) => orderOf(a.tier) - orderOf(b.tier) || (a.name < b.name ? -1 : 1));
}

function byOrder(a: OrderedPolicy, b: OrderedPolicy): number {
  return a.order === b.order ? (a.key < b.key ? -1 : 1) : a.order - b.order;
}

function orderOf(tier: CalicoTier | undefined): number {
  return tier?.order ?? Number.MAX_VALUE;
}

function ordered(policy: CalicoPolicy, seen: Seen, cluster: Cluster): OrderedPolicy {
  const { kind, namespace, name, order = Number.MAX_VALUE } = policy;
  const within = isGlobal(policy) ? undefined : namespace;
  return {
    policy: { kind, namespace, name },
    order,
    key: name,
    selects: selects(policy, seen, cluster),
    rules: (policy[seen.direction] ?? []).map((rule, index) => ({
      path: ['spec', seen.direction, index],
      action: rule.action,
      match: calicoRuleMatches(rule, seen, within, cluster),
    })),
  };
}

function selects(policy: CalicoPolicy, { pod, direction }: Seen, cluster: Cluster): Match {
  if (policy.nodesOnly || (!isGlobal(policy) && policy.namespace !== pod.namespace)) return NO;
  const { selector, namespaceSelector, serviceAccountSelector, unjudged } = policy;
  return allMatch([
    appliesTo(policy, direction),
    selector === undefined ? YES : podMatches(selector, pod, cluster),
    namespaceSelector === undefined ? YES : namespaceMatches(namespaceSelector, { pod }, cluster),
    serviceAccountSelector === undefined ? YES : notJudged('serviceAccountSelector is not judged'),
    ...unjudged.map((field) => notJudged(`${field} is not judged`)),
  ]);
}

/** Without `types` a policy applies to ingress, and to egress where it has rules of that; to egress alone where it has only those. */
function appliesTo(
  { kind, types = [], ingress = [], egress = [] }: CalicoPolicy,
  direction: Direction,
): Match {
  if (types.length > 0) return matchOf(types.includes(direction === 'ingress' ? 'Ingress' : 'Egress'));
  if (direction === 'ingress' ? ingress.length > 0 || egress.length === 0 : egress.length > 0) return YES;
  // Only Calico's API server fills in the types; of what is written past it, this is not certain.
  return kind.startsWith('crd.') ? notJudged('types is not given') : NO;
}
