import type { Destination } from './destination.ts';
import { parseCidr } from './ip-block.ts';
import type {
  Direction,
  EgressRule,
  IngressRule,
  Labels,
  LabelSelector,
  ObjectRef,
  Peer,
  Pod,
  Protocol,
} from './model.ts';
import type { Route } from './evaluate.ts';

/** What has to be added so that a route is allowed in one direction. */
export interface MissingRule {
  readonly direction: Direction;
  /** Policy to add it to: the first of those that isolate the pod. */
  readonly policy: ObjectRef;
  readonly rule: IngressRule | EgressRule;
  /** The same as a separate policy, which is combined with the existing ones. */
  readonly manifest: PolicyManifest;
}

export interface PolicyManifest {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: ObjectRef;
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ['Ingress' | 'Egress'];
    readonly ingress?: readonly IngressRule[];
    readonly egress?: readonly EgressRule[];
  };
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Labels that identify an application and stay the same over rollouts, the best first. */
const IDENTITY_LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app', 'k8s-app', 'name'];

/** Labels that a controller gives to each rollout or replica. */
const FLEETING_LABELS =
  /(?:^|\/)(?:pod-template-hash|controller-revision-hash|pod-name|pod-index|pod-template-generation)$/;

/**
 * The narrowest rule that lets a route through in a direction.
 *
 * @param protocols to open the port for
 * @returns undefined where the direction needs none, or the far end has no known address to name
 */
export function ruleToAdd(
  route: Route,
  direction: Direction,
  protocols: readonly Protocol[] = [route.protocol],
): MissingRule | undefined {
  const verdict = route[direction];
  const [policy] = verdict.selectedBy;
  if (verdict.allowed === 'yes' || !policy) return undefined;
  const near = nearEnd(route, direction);
  const peer = direction === 'egress' ? peerOf(route.to, near) : peerOf({ pod: route.from }, near);
  if (!near || !peer) return undefined;
  const { port } = route.to;
  const ports = protocols.map((protocol) => (port === undefined ? { protocol } : { protocol, port }));
  const rule = direction === 'egress' ? { to: [peer], ports } : { from: [peer], ports };
  const name =
    direction === 'egress'
      ? `allow-egress-to-${nameFor(route.to)}`
      : `allow-ingress-from-${route.from.namespace}`;
  return {
    direction,
    policy,
    rule,
    manifest: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: near.namespace },
      spec: {
        podSelector: selectorOf(near),
        policyTypes: [direction === 'egress' ? 'Egress' : 'Ingress'],
        [direction]: [rule],
      },
    },
  };
}

function nearEnd({ from, to }: Route, direction: Direction): Pod | undefined {
  if (direction === 'egress') return from;
  return 'pod' in to ? to.pod : undefined;
}

function peerOf(far: Destination | { readonly pod: Pod }, near: Pod | undefined): Peer | undefined {
  if ('address' in far)
    return far.address === undefined ? undefined : { ipBlock: { cidr: hostCidr(far.address) } };
  const { pod } = far;
  if (pod.hostNetwork) {
    const [address] = pod.addresses;
    return address === undefined ? undefined : { ipBlock: { cidr: hostCidr(address) } };
  }
  if (pod.namespace === near?.namespace) return { podSelector: selectorOf(pod) };
  const namespaceSelector = { matchLabels: { [NAME_LABEL]: pod.namespace } };
  return Object.keys(identityOf(pod)).length === 0
    ? { namespaceSelector }
    : { namespaceSelector, podSelector: selectorOf(pod) };
}

function selectorOf(pod: Pod): LabelSelector {
  const matchLabels = identityOf(pod);
  return Object.keys(matchLabels).length === 0 ? {} : { matchLabels };
}

function identityOf({ labels }: Pod): Labels {
  const known = IDENTITY_LABELS.filter((key) => Object.hasOwn(labels, key));
  // Names of Prometheus pods are shared by all instances; the two that Kubernetes recommends go together.
  const keys = known[0]?.startsWith('app.kubernetes.io/')
    ? known.filter((key) => key.startsWith('app.kubernetes.io/'))
    : known.slice(0, 1);
  if (keys.length > 0) return pick(labels, keys);
  return pick(
    labels,
    Object.keys(labels).filter((key) => !FLEETING_LABELS.test(key)),
  );
}

function pick(labels: Labels, keys: readonly string[]): Labels {
  return Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']));
}

function hostCidr(address: string): string {
  return parseCidr(`${address}/128`) ? `${address}/128` : `${address}/32`;
}

function nameFor(to: Destination): string {
  return 'pod' in to ? to.pod.namespace : 'receiver';
}
