import { type Cluster, nameOf, type Target } from '../network/index.ts';
import { fail, type Outcome, pass, unknown, warn } from '../engine/outcome.ts';
import type { Ends, EndsSources } from '../evidence/connection-ends.ts';
import { judge, policyEvidence, policyLocation, type Question } from '../evidence/policies.ts';
import { reach, type Receiver, receiverName } from '../evidence/push-route.ts';
import { ruleFix } from '../fix/policy-rule.ts';

function targetOf(receiver: Exclude<Receiver, { kind: 'loopback' }>): Target {
  return receiver.kind === 'service' ? { service: receiver.ref } : { host: receiver.host };
}

/** Whether the policies let a connection through, with the rule that does, or the rule to add. */
export function askPolicies(
  question: Question,
  { manifests, config }: EndsSources,
  cluster: Cluster = manifests.cluster,
): Outcome {
  const { direction, from, target, name, port, protocol } = question;
  const { destinations, unresolved } = reach(target, port, protocol, cluster);
  const judgement = judge(direction, from, destinations, protocol, cluster);
  const evidence = [
    ...policyEvidence(manifests, direction, judgement),
    ...(unresolved ? [{ source: manifests.paths.join(', '), saw: unresolved.problem }] : []),
  ];
  const connection = `${direction} from ${nameOf(from)} to ${name}:${port}/${protocol}`;
  const { answer, routes, invalid } = judgement;
  if (answer === 'no') {
    const blocked = routes.find((route) => route[direction].allowed === 'no');
    const policy = blocked?.[direction].selectedBy[0];
    const location = policy && policyLocation(manifests, policy, ['spec', direction]);
    const fix = ruleFix({ manifests, config }, question, routes);
    return fail(`no policy allows ${connection}`, evidence, {
      affects: ['every push'],
      ...(location ? { location } : {}),
      ...(fix ? { fix } : {}),
    });
  }
  if (answer === 'unknown') {
    return unknown(
      `${connection} is allowed if a rule's selectors or addresses fit; the manifests do not say: give those of ${name} and of its namespace by --manifests`,
      evidence,
    );
  }
  const [refused] = invalid;
  if (refused) {
    const location = policyLocation(manifests, refused.policy, refused.problems[0]?.path ?? []);
    return warn(
      `${connection} is allowed, but NetworkPolicy ${nameOf(refused.policy)} is refused by the API server: ${refused.problems[0]?.message}`,
      evidence,
      location ? { location } : {},
    );
  }
  return pass(`${connection} is allowed`, evidence);
}

export function receiverQuestion(
  direction: Question['direction'],
  { gateway, receiver, port }: Ends & { readonly receiver: Exclude<Receiver, { kind: 'loopback' }> },
): Question {
  return {
    direction,
    from: gateway,
    target: targetOf(receiver),
    name: receiverName(receiver),
    port,
    protocol: 'TCP',
    opens: ['TCP'],
  };
}
