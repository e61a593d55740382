import { configMapOf } from './config-map.ts';
import type { Container } from './pod.ts';
import type { ManifestSet } from './read.ts';
import { keysOf } from './secret-keys.ts';
import type { Workload } from './workload.ts';

/** A container's environment by the manifests. Values of Secrets are never read. */
interface PodEnvironment {
  readonly container: string;
  /** Variables whose value the manifests hold. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables whose value is elsewhere, and where: `Secret openclaw-secrets, key token`. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Sources of envFrom whose keys the manifests do not hold: they may set further variables. */
  readonly unread: readonly string[];
}

const NAMES = new Set(['openclaw', 'gateway']);

/** The container that runs the gateway: named so, else the first. */
export function gatewayContainer({ running }: Workload): Container | undefined {
  return running.find(({ name }) => NAMES.has(name)) ?? running[0];
}

/** @returns undefined where the workload has no container */
export function podEnvironment(manifests: ManifestSet, workload: Workload): PodEnvironment | undefined {
  const container = gatewayContainer(workload);
  if (!container) return undefined;
  const { namespace } = workload.pod;
  const configMap = (name: string | undefined): Readonly<Record<string, string>> | undefined => {
    const found = name === undefined ? undefined : manifests.find('ConfigMap', { namespace, name });
    return found && configMapOf(found)?.data;
  };
  const variables = new Map<string, string>();
  const elsewhere = new Map<string, string>();
  const unread: string[] = [];
  // In the order of Kubernetes: envFrom first, then env, which wins.
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom) {
    if (secretRef) {
      const { name = '' } = secretRef;
      const known = keysOf(manifests, 'Secret', { namespace, name });
      if (!known) unread.push(`Secret ${name}`);
      for (const key of known?.keys ?? []) {
        variables.delete(prefix + key);
        elsewhere.set(prefix + key, `Secret ${name}, key ${key}`);
      }
      continue;
    }
    const data = configMap(configMapRef?.name);
    for (const [key, value] of Object.entries(data ?? {})) {
      elsewhere.delete(prefix + key);
      variables.set(prefix + key, value);
    }
    if (!data) unread.push(`ConfigMap ${configMapRef?.name}`);
  }
  for (const { name, value, valueFrom } of container.env) {
    variables.delete(name);
    elsewhere.delete(name);
    const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom ?? {};
    const fromMap = configMapKeyRef && configMap(configMapKeyRef.name)?.[configMapKeyRef.key];
    if (fromMap !== undefined) variables.set(name, fromMap);
    else if (configMapKeyRef) {
      elsewhere.set(name, `ConfigMap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`);
    } else if (secretKeyRef) elsewhere.set(name, `Secret ${secretKeyRef.name}, key ${secretKeyRef.key}`);
    else if (fieldRef) elsewhere.set(name, `field ${fieldRef.fieldPath}`);
    else if (valueFrom) elsewhere.set(name, 'a field of the pod');
    else variables.set(name, value ?? '');
  }
  return {
    container: container.name,
    variables: Object.fromEntries(variables),
    elsewhere: Object.fromEntries(elsewhere),
    unread,
  };
}
