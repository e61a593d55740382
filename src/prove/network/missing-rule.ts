import { calicoRuleToAdd } from './calico/missing-rule.ts';
import { ciliumRuleToAdd } from './cilium/missing-rule.ts';
import type { Destination } from './destination.ts';
import type { Route } from './evaluate.ts';
import type { MissingEnds, MissingRule } from './missing-ends.ts';
import type {
  Direction,
  EgressRule,
  IngressRule,
  LabelSelector,
  Peer,
  Pod,
  PolicyRef,
  Protocol,
} from './model.ts';
import { NAME_LABEL } from './peers.ts';
import { hostCidr, identityOf } from './pod-identity.ts';
import { NETWORK_POLICY } from './policy.ts';

/**
 * The narrowest rule that lets a route through in a direction, in the language of the policy that blocks it.
 *
 * @param protocols to open the port for
 * @returns undefined where the direction needs none, a rule denies it, or the far end has no known address to name
 */
export function ruleToAdd(
  route: Route,
  direction: Direction,
  protocols: readonly Protocol[] = [route.protocol],
): MissingRule | undefined {
  const { allowed, selectedBy, denied } = route[direction];
  const [blocking] = selectedBy;
  const near = nearEnd(route, direction);
  if (allowed === 'yes' || denied.length > 0 || !blocking || !near) return undefined;
  const ends: MissingEnds = {
    direction,
    near,
    far: direction === 'egress' ? route.to : { pod: route.from },
    port: route.to.port,
    protocols,
    name:
      direction === 'egress'
        ? `allow-egress-to-${nameFor(route.to)}`
        : `allow-ingress-from-${route.from.namespace}`,
  };
  // Of policies of two plugins one alone is in force, and it is not known which.
  const plugins = new Set(selectedBy.map(({ kind }) => kind.split('/')[0]));
  if (plugins.has('cilium.io') && [...plugins].some((group) => group?.endsWith('projectcalico.org'))) {
    return undefined;
  }
  if (blocking.kind === NETWORK_POLICY) return networkPolicyRule(blocking, ends);
  if (blocking.kind.startsWith('cilium.io/')) return ciliumRuleToAdd(blocking, ends);
  return calicoRuleToAdd(blocking, ends);
}

function networkPolicyRule(policy: PolicyRef, ends: MissingEnds): MissingRule | undefined {
  const { direction, near, far, port, protocols, name } = ends;
  const peer = peerOf(far, near);
  if (!peer) return undefined;
  const ports = protocols.map((protocol) => (port === undefined ? { protocol } : { protocol, port }));
  const rule: IngressRule | EgressRule =
    direction === 'egress' ? { to: [peer], ports } : { from: [peer], ports };
  return {
    direction,
    policy,
    list: ['spec', direction],
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

function peerOf(far: MissingEnds['far'], near: Pod): Peer | undefined {
  if ('address' in far)
    return far.address === undefined ? undefined : { ipBlock: { cidr: hostCidr(far.address) } };
  const { pod } = far;
  if (pod.hostNetwork) {
    const [address] = pod.addresses;
    return address === undefined ? undefined : { ipBlock: { cidr: hostCidr(address) } };
  }
  if (pod.namespace === near.namespace) return { podSelector: selectorOf(pod) };
  const namespaceSelector = { matchLabels: { [NAME_LABEL]: pod.namespace } };
  return Object.keys(identityOf(pod)).length === 0
    ? { namespaceSelector }
    : { namespaceSelector, podSelector: selectorOf(pod) };
}

function selectorOf(pod: Pod): LabelSelector {
  const matchLabels = identityOf(pod);
  return Object.keys(matchLabels).length === 0 ? {} : { matchLabels };
}

function nameFor(to: Destination): string {
  return 'pod' in to ? to.pod.namespace : 'receiver';
}
