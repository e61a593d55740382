import type { Container } from './pod.ts';
import type { Workload } from './workload.ts';

/** A Secret or ConfigMap, or a key of it, without which a pod does not start. */
export interface PodReference {
  /** What names it: `variable TOKEN`, `envFrom of the container gateway`, `volume certificates`. */
  readonly by: string;
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** Undefined where the whole object is taken. */
  readonly key: string | undefined;
}

interface Named {
  readonly name?: string | undefined;
  readonly optional?: boolean | undefined;
}

/** The control plane makes this ConfigMap in every namespace, so no manifest has it. It is not listed in a cluster either. */
const ROOT_CERTIFICATE = 'kube-root-ca.crt';

/**
 * What a pod's containers and volumes take from Secrets and ConfigMaps, without what is `optional` and what the control
 * plane makes itself; each once.
 */
export function podReferences({ initial, running, volumes }: Workload): PodReference[] {
  const found = [...[...initial, ...running].flatMap(ofContainer), ...volumes.flatMap(ofVolume)];
  const keyOf = ({ by, kind, name, key = '' }: PodReference): string => [by, kind, name, key].join('\n');
  return [...new Map(found.map((reference) => [keyOf(reference), reference])).values()];
}

function ofContainer({ name, env, envFrom }: Container): PodReference[] {
  return [
    ...env.flatMap(({ name: variable, valueFrom }) => {
      const by = `variable ${variable}`;
      const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
      return [...one(by, 'Secret', secret, secret?.key), ...one(by, 'ConfigMap', map, map?.key)];
    }),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => {
      const by = `envFrom of the container ${name}`;
      return [...one(by, 'Secret', secretRef), ...one(by, 'ConfigMap', configMapRef)];
    }),
  ];
}

function ofVolume({ name, secret, configMap, projected }: Workload['volumes'][number]): PodReference[] {
  const by = `volume ${name}`;
  const taken = (
    kind: PodReference['kind'],
    source: (Named & { readonly items: readonly { readonly key: string }[] }) | undefined,
  ): PodReference[] =>
    source === undefined || source.items.length === 0
      ? one(by, kind, source)
      : source.items.flatMap(({ key }) => one(by, kind, source, key));
  return [
    ...taken('Secret', secret && { ...secret, name: secret.secretName }),
    ...taken('ConfigMap', configMap),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...taken('Secret', source.secret),
      ...taken('ConfigMap', source.configMap),
    ]),
  ];
}

function one(
  by: string,
  kind: PodReference['kind'],
  source: Named | undefined,
  key?: string,
): PodReference[] {
  if (source?.name === undefined || source.optional === true) return [];
  if (kind === 'ConfigMap' && source.name === ROOT_CERTIFICATE) return [];
  return [{ by, kind, name: source.name, key }];
}
