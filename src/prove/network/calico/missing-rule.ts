import type { MissingEnds, MissingRule } from '../missing-ends.ts';
import type { Pod } from '../model.ts';
import { hostCidr, identityOf } from '../pod-identity.ts';
import type { IsolatingPolicy } from '../verdict.ts';
import { DEFAULT_TIER, isGlobal } from './model.ts';

/**
 * The missing rule in Calico's language. It goes to the end of the policy, where it is reached: no rule before it
 * decided. A global policy is left as it is.
 */
export function calicoRuleToAdd(
  { at, tier = DEFAULT_TIER, ...policy }: IsolatingPolicy,
  { direction, near, far, port, protocols, name }: MissingEnds,
): MissingRule | undefined {
  const end = endOf(far);
  const [protocol] = protocols;
  if (!end || protocol === undefined) return undefined;
  const ports = port === undefined ? {} : { ports: [port] };
  const rule =
    direction === 'egress'
      ? { action: 'Allow', protocol, destination: { ...end, ...ports } }
      : { action: 'Allow', protocol, source: end, destination: ports };
  return {
    direction,
    policy,
    list: isGlobal(policy) ? undefined : at,
    rule,
    manifest: {
      apiVersion: policy.kind.startsWith('crd.') ? 'crd.projectcalico.org/v1' : 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      // Names of policies begin with their tier, which the oldest versions require.
      metadata: { name: `${tier}.${name}`, namespace: near.namespace },
      spec: {
        tier,
        selector: selectorOf(near),
        types: [direction === 'egress' ? 'Egress' : 'Ingress'],
        [direction]: [rule],
      },
    },
  };
}

function endOf(far: MissingEnds['far']): object | undefined {
  const address = 'address' in far ? far.address : far.pod.hostNetwork ? far.pod.addresses[0] : undefined;
  if (address !== undefined) return { nets: [hostCidr(address)] };
  if ('address' in far || far.pod.hostNetwork) return undefined;
  return {
    selector: selectorOf(far.pod),
    namespaceSelector: `projectcalico.org/name == "${far.pod.namespace}"`,
  };
}

function selectorOf(pod: Pod): string {
  const labels = Object.entries(identityOf(pod)).map(([key, value]) => `${key} == "${value}"`);
  return labels.join(' && ') || 'all()';
}
