import { isConfigMap } from '../../shared/config/index.ts';
import { configMapOf, type ManifestSet } from '../sources/index.ts';
import type { Evidence } from '../engine/outcome.ts';
import { sourceOf } from './manifest-location.ts';

/** How the agent of Cilium is set to enforce policies, where its ConfigMap shows another mode than the default. */
export interface Enforcement {
  /** `off`: policies drop nothing. `always`: without a policy everything is dropped. */
  readonly mode: 'off' | 'always';
  readonly evidence: Evidence;
}

const CONFIG_MAP = 'cilium-config';

/** @see https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-modes */
export function ciliumEnforcement(manifests: ManifestSet): Enforcement | undefined {
  const object = manifests.objects.find((one) => isConfigMap(one) && one.name === CONFIG_MAP);
  const { data = {} } = (object && configMapOf(object)) ?? {};
  if (!object) return undefined;
  const found = (mode: Enforcement['mode'], key: string): Enforcement => {
    const source = sourceOf(object, ['data', key]);
    return { mode, evidence: { source, saw: `${key}: ${data[key]} in ConfigMap ${CONFIG_MAP}` } };
  };
  if (data['policy-audit-mode'] === 'true') return found('off', 'policy-audit-mode');
  if (data['enable-policy'] === 'never') return found('off', 'enable-policy');
  return data['enable-policy'] === 'always' ? found('always', 'enable-policy') : undefined;
}
