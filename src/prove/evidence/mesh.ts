import {
  type ManifestObject,
  type ManifestSet,
  peerAuthentication,
  type Workload,
} from '../sources/index.ts';

/*
 * What a service mesh requires of a connection, by the rules of Istio:
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
const PROXY = 'istio-proxy';
const INJECT = 'sidecar.istio.io/inject';
const DATAPLANE = 'istio.io/dataplane-mode';
/** A PeerAuthentication without a selector in this namespace applies to the whole mesh. */
const ROOT_NAMESPACE = 'istio-system';

/** Whether a pod has the mesh's proxy as a sidecar, or the mesh's proxy of its node. */
export function inMesh(workload: Workload, manifests: ManifestSet): 'yes' | 'no' | 'unknown' {
  const { containers, annotations, pod, object } = workload;
  if (containers.includes(PROXY)) return 'yes';
  const namespace = manifests.cluster.namespaces.find(({ name }) => name === pod.namespace);
  const dataplane = pod.labels[DATAPLANE] ?? namespace?.labels[DATAPLANE];
  if (dataplane === 'ambient') return 'yes';
  // A running pod gets no sidecar any more.
  if (object.kind === 'Pod') return 'no';
  const own = pod.labels[INJECT] ?? annotations[INJECT];
  if (own !== undefined) return own === 'true' ? 'yes' : 'no';
  if (!namespace) return 'unknown';
  const { 'istio-injection': injection, 'istio.io/rev': revision } = namespace.labels;
  return injection === 'enabled' || (injection === undefined && revision !== undefined) ? 'yes' : 'no';
}

export interface MutualTls {
  readonly mode: string;
  readonly by: ManifestObject;
}

/**
 * The mode that applies to a port of a pod, by the narrowest PeerAuthentication that sets one: of the workload, of the
 * namespace, of the mesh. Undefined where none does: plain text is accepted.
 */
export function mutualTls({ pod }: Workload, port: number, manifests: ManifestSet): MutualTls | undefined {
  const rules = manifests.objects
    .filter(({ kind }) => kind === 'PeerAuthentication')
    .flatMap((object) => {
      const spec = peerAuthentication(object.content);
      const labels = spec.selector?.matchLabels;
      return [{ object, spec, labels, namespace: manifests.namespaceOf(object) }];
    });
  const own = rules.filter(
    ({ namespace, labels }) =>
      labels &&
      namespace === pod.namespace &&
      Object.entries(labels).every(([key, value]) => pod.labels[key] === value),
  );
  const wide = (name: string) => rules.filter(({ namespace, labels }) => !labels && namespace === name);
  for (const { object, spec } of [...own, ...wide(pod.namespace), ...wide(ROOT_NAMESPACE)]) {
    const mode = spec.portLevelMtls?.[port]?.mode ?? spec.mtls?.mode;
    if (mode && mode !== 'UNSET') return { mode, by: object };
  }
  return undefined;
}
