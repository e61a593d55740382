import { fail, judged, type Outcome, pass, unknown, warn } from '../engine/outcome.ts';
import {
  type ClusterPolicies,
  judge,
  policyEvidence,
  policyLocation,
  type PolicyQuestion,
} from '../evidence/policies.ts';
import type { PushRoute } from '../evidence/push-route.ts';
import { receiverName } from '../evidence/receiver-address.ts';
import { type FixSources, ruleFix } from '../fix/policy-rule.ts';
import { unlessNotApplied } from './unless-not-applied.ts';
import { nameOf, networkPolicyRef, policyTitle } from '../network/index.ts';

/** Whether the policies allow a connection, with the rule that allows it, or the rule to add. */
export function policyOutcome(
  question: PolicyQuestion,
  policies: ClusterPolicies,
  { manifests, config }: FixSources,
): Outcome<never> {
  const { direction, from, reached, name, port, protocol } = question;
  const { destinations, unresolved } = reached;
  const judgement = judge(direction, from, destinations, protocol, policies);
  const evidence = [
    ...policyEvidence(manifests, direction, judgement),
    ...(unresolved ? [{ source: manifests.paths.join(', '), saw: unresolved.problem }] : []),
  ];
  const connection = `${direction} from ${nameOf(from)} to ${name}:${port}/${protocol}${podPortText(destinations, port)}`;
  const { answer, routes, invalid, unread } = judgement;
  // A policy of another kind may also outweigh those that block; what merely selects the pod is no proof of that.
  const [deciding] = answer === 'no' ? unread.filter(({ role }) => role === 'policy') : unread;
  if (deciding) return unknown(`${connection} is not judged: ${deciding.text}`, evidence);
  const { enforcement } = policies;
  const unselected = routes.every((route) => route[direction].selectedBy.length === 0);
  if (enforcement && (enforcement.mode === 'off' ? answer === 'no' : unselected)) {
    const effect =
      enforcement.mode === 'off' ? 'drops nothing' : 'drops what no policy allows, also without a policy';
    return unknown(`${connection} is not judged: Cilium ${effect} (${enforcement.evidence.saw})`, [
      ...evidence,
      enforcement.evidence,
    ]);
  }
  if (answer === 'no') {
    const blocked = routes.find((route) => route[direction].allowed === 'no');
    const { denied = [], selectedBy = [] } = blocked?.[direction] ?? {};
    const [rule] = denied;
    const [policy] = selectedBy;
    const location = rule
      ? policyLocation(manifests, rule.policy, rule.path)
      : policy && policyLocation(manifests, policy, policy.at);
    const fix = ruleFix({ manifests, config }, question, routes);
    const message = rule
      ? `${policyTitle(rule.policy)} denies ${connection}`
      : `no policy allows ${connection}`;
    const outcome = fail(message, evidence, {
      affects: ['every push'],
      ...(location ? { location } : {}),
      ...(fix ? { fix } : {}),
    });
    return unlessNotApplied(outcome, manifests);
  }
  const open = routes.flatMap((route) => route[direction].undecided).find(({ why }) => why !== undefined);
  if (answer === 'unknown' && open) {
    return unknown(`${connection} is not judged: ${policyTitle(open.policy)}: ${open.why}`, evidence);
  }
  if (answer === 'unknown') {
    return unknown(
      `${connection} is allowed if the selectors or addresses of a rule match, which the manifests do not show: give those of ${name} and of its namespace by --manifests`,
      evidence,
    );
  }
  const [rejected] = invalid;
  if (rejected) {
    const location = policyLocation(
      manifests,
      networkPolicyRef(rejected.policy),
      rejected.problems[0]?.path ?? [],
    );
    return warn(
      `${connection} is allowed, but the API server rejects NetworkPolicy ${nameOf(rejected.policy)}: ${rejected.problems[0]?.message}`,
      evidence,
      location ? { location } : {},
    );
  }
  const seen = routes.length > 0 && judged(evidence);
  if (!seen)
    return unknown(`${connection} is not judged: ${unresolved?.problem ?? 'it leads to no pod'}`, evidence);
  return pass(`${connection} is allowed`, seen);
}

/** Policies see the port of the pod, which the Service's own port hides where they differ. */
function podPortText(destinations: PolicyQuestion['reached']['destinations'], port: number): string {
  const ports = new Set(
    destinations.flatMap((to) => ('pod' in to && to.port !== undefined ? [to.port] : [])),
  );
  if (ports.size === 0 || (ports.size === 1 && ports.has(port))) return '';
  return ` (port ${[...ports].join(' or ')} of the pod)`;
}

/** The question whether a push may take its route, in one direction. */
export function pushQuestion(
  direction: PolicyQuestion['direction'],
  { gateway, receiver, port, ...reached }: PushRoute,
): PolicyQuestion {
  return {
    direction,
    from: gateway,
    reached,
    name: receiverName(receiver),
    port,
    protocol: 'TCP',
    opens: ['TCP'],
  };
}
