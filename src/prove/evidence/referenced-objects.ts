import { defineEvidence, known } from '../engine/define-evidence.ts';
import {
  isRead,
  keysOf,
  makesSecret,
  type ManifestSet,
  type PodReference,
  podReferences,
} from '../sources/index.ts';
import type { ClusterView } from '../views/cluster.ts';
import { gatewayStatus } from './gateway-status.ts';
import { gatewayWorkload } from './gateway-workload.ts';
import { sourceOf } from './manifest-location.ts';

/** A reference of the gateway's pod, and what is known of the object that it names. */
export interface ReferencedObject {
  readonly reference: PodReference;
  readonly object:
    | { readonly state: 'known'; readonly source: string; readonly keys: readonly string[] }
    | { readonly state: 'absent'; readonly source: string }
    | { readonly state: 'unknown'; readonly why: string };
}

/**
 * The Secrets and ConfigMaps that the gateway's pod names, with the names of their keys: from the manifests, else from
 * the live cluster. Of a Secret in a cluster only the metadata is read.
 */
export const referencedObjects = defineEvidence({
  name: 'referencedObjects',
  needs: ['manifests', gatewayWorkload],
  uses: ['cluster', gatewayStatus],
  answer: async ({ manifests, gatewayWorkload: workload, cluster, gatewayStatus: status }) => {
    const { namespace } = workload.pod;
    const found: ReferencedObject[] = [];
    for (const reference of podReferences(workload)) {
      const object = await objectOf(reference, namespace, manifests, status ? RUNNING : cluster);
      found.push({ reference, object });
    }
    return known(found);
  },
});

/** A pod that runs has all that it takes: no request is made for what it shows. */
const RUNNING = 'running';

async function objectOf(
  { kind, name }: PodReference,
  namespace: string,
  manifests: ManifestSet,
  cluster: ClusterView | undefined | typeof RUNNING,
): Promise<ReferencedObject['object']> {
  const ref = { namespace, name };
  const written = keysOf(manifests, kind, ref);
  if (written) return { state: 'known', source: sourceOf(written.object), keys: written.keys };
  const unread = { state: 'unknown', why: 'the manifests do not hold it' } as const;
  if (!cluster) return unread;
  if (cluster === RUNNING) {
    return { state: 'unknown', why: 'the gateway runs, so its pod has started with them; they are not read' };
  }
  const source = `cluster ${cluster.name}`;
  if (kind === 'ConfigMap') {
    const wasRead = cluster.reading.ok && isRead(cluster.reading.value, kind, namespace);
    return wasRead ? { state: 'absent', source } : unread;
  }
  const keys = await cluster.secretKeys(ref);
  if (!keys.ok) return { state: 'unknown', why: keys.error };
  if (keys.value.state === 'known') {
    return { state: 'known', source: `${source}: Secret ${namespace}/${name}`, keys: keys.value.keys };
  }
  if (keys.value.state === 'unknown') return keys.value;
  const maker = makesSecret(manifests, ref);
  return maker
    ? { state: 'unknown', why: `${maker.kind} ${maker.name} makes it, and it does not exist yet` }
    : { state: 'absent', source };
}
