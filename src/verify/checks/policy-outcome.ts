import { type Cluster, type Direction, type Target, type Pod, nameOf } from '../../network/index.ts';
import type { ConfigFile, ManifestSet, Workload } from '../../sources/index.ts';
import type { GatewayView } from '../gateway-view.ts';
import { fail, type Outcome, pass, unknown, warn } from '../outcome.ts';
import { metricsUrl, portOf } from './endpoint-facts.ts';
import { type Exporter, exporterEvidence, exporterOf, gotThrough } from './exporter-facts.ts';
import { gatewayWorkload, reach, type Receiver, receiverName, receiverOf } from './network-facts.ts';
import { judge, policyEvidence, policyLocation, type Question } from './policy-facts.ts';
import { ruleFix } from './policy-fix.ts';

/** Both ends of the push, as the manifests and the metrics URL tell them. */
export interface Ends {
  readonly gateway: Pod;
  readonly receiver: Receiver;
  /** As the URL says it. */
  readonly port: number;
}

export interface EndsSources {
  readonly manifests: ManifestSet;
  readonly config?: ConfigFile | undefined;
  readonly gateway?: GatewayView | undefined;
}

/** @returns an outcome where an end is not known */
export async function endsOf({ manifests, config, gateway }: EndsSources): Promise<Ends | Outcome> {
  const url = metricsUrl(await exporterOf(gateway), config);
  if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
  const found = gatewayWorkload(manifests, config, url);
  if (!found.ok) return unknown(found.why);
  const { pod } = found.value;
  return { gateway: pod, receiver: receiverOf(url, pod.namespace, manifests), port: portOf(url) };
}

/** What runs the gateway; undefined where the manifests do not say. */
export async function workloadOfGateway({
  manifests,
  config,
  gateway,
}: EndsSources): Promise<Workload | undefined> {
  const url = metricsUrl(await exporterOf(gateway), config);
  const found = url && gatewayWorkload(manifests, config, url);
  return found?.ok ? found.value : undefined;
}

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
  direction: Direction,
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

/** What the manifests rule out and yet happens shows that others are in force, or that nobody enforces them. */
export async function unlessItWorks(
  outcome: Outcome,
  gateway: GatewayView | undefined,
  works: (exporter: Exporter) => boolean = gotThrough,
): Promise<Outcome> {
  const exporter = await exporterOf(gateway);
  if (outcome.status !== 'fail' || !exporter || !works(exporter)) return outcome;
  return {
    ...outcome,
    status: 'warn',
    severity: 'warning',
    message: `${outcome.message}; yet the exporter got an answer: is this what is in force?`,
    evidence: [...outcome.evidence, ...exporterEvidence(gateway, exporter)],
    affects: [],
  };
}
