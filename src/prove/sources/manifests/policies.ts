import type { CalicoPolicy, CalicoTier, CiliumPolicy, NetworkPolicy } from '../../network/index.ts';
import { calicoPolicy, calicoTier } from './calico-policy.ts';
import { ciliumRules } from './cilium-network-policy.ts';
import type { ManifestObject } from './documents.ts';
import { policySpec } from './network-policy.ts';

/** All policies of a cluster, by the network plugin that they are for. */
export interface Policies {
  readonly policies: NetworkPolicy[];
  readonly cilium: CiliumPolicy[];
  readonly calico: CalicoPolicy[];
  readonly calicoTiers: CalicoTier[];
}

/** Groups of Calico's objects: as people write them, and as Calico stores them. */
const CALICO_GROUPS = ['projectcalico.org', 'crd.projectcalico.org'];

/** Whether a policy of this kind is read. */
export function isReadPolicy({ apiVersion, kind }: Pick<ManifestObject, 'apiVersion' | 'kind'>): boolean {
  const [group = ''] = apiVersion.split('/');
  if (group === 'networking.k8s.io') return kind === 'NetworkPolicy';
  if (group === 'cilium.io') return ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'].includes(kind);
  return CALICO_GROUPS.includes(group) && ['NetworkPolicy', 'GlobalNetworkPolicy'].includes(kind);
}

/**
 * Reads an object where it is a policy, and adds it to the others.
 *
 * @throws {z.ZodError}
 */
export function addPolicy(
  object: ManifestObject,
  identity: { readonly namespace: string; readonly name: string },
  { policies, cilium, calico, calicoTiers }: Policies,
): void {
  const [group = ''] = object.apiVersion.split('/');
  if (CALICO_GROUPS.includes(group) && object.kind === 'Tier') {
    calicoTiers.push(calicoTier(object.name, object.content));
  }
  if (!isReadPolicy(object)) return;
  const ref = { kind: `${group}/${object.kind}`, ...identity };
  if (group === 'networking.k8s.io') policies.push({ ...identity, spec: policySpec(object.content) });
  else if (group === 'cilium.io') cilium.push({ ...ref, rules: ciliumRules(object.content) });
  else calico.push(calicoPolicy(ref, object.content));
}
