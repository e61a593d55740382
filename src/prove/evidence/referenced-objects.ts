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
 * the live cluster. Of a Secret in a cluster only the metadata is read. Before the sync of a PodTemplate no object is
 * absent, because the same sync may create it.
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
      const isOpen = workload.object.ofPodTemplate === true;
      found.push({ reference, object: isOpen ? unlessSyncMakes(object, reference) : object });
    }
    return known(found);
  },
});

/** An object as it is now, and whether a sync may change its keys. */
type Present = ReferencedObject['object'] & { readonly mayChange?: boolean };

/**
 * Of a sync of which only the pods are known, a failure would be final where the sync itself brings what is missing: it
 * would not start. An object that is absent, and a key that the sync may add, are not known then.
 */
function unlessSyncMakes(object: Present, { key }: PodReference): ReferencedObject['object'] {
  if (object.state === 'absent') {
    return { state: 'unknown', why: 'it does not exist yet, and the same sync may create it' };
  }
  if (object.state === 'unknown' || !object.mayChange || key === undefined || object.keys.includes(key))
    return object;
  return { state: 'unknown', why: `it has no key ${key} yet, and the same sync may add it` };
}

/** A pod that runs has all that it takes: no request is made for what it shows. */
const RUNNING = 'running';

async function objectOf(
  { kind, name }: PodReference,
  namespace: string,
  manifests: ManifestSet,
  cluster: ClusterView | undefined | typeof RUNNING,
): Promise<Present> {
  const ref = { namespace, name };
  const written = keysOf(manifests, kind, ref);
  if (written) {
    const { object, keys } = written;
    return { state: 'known', source: sourceOf(object), keys, mayChange: object.live === true };
  }
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
    const { keys: names, managed = false } = keys.value;
    return {
      state: 'known',
      source: `${source}: Secret ${namespace}/${name}`,
      keys: names,
      mayChange: managed,
    };
  }
  if (keys.value.state === 'unknown') return keys.value;
  const maker = makesSecret(manifests, ref);
  return maker
    ? { state: 'unknown', why: `${maker.kind} ${maker.name} makes it, and it does not exist yet` }
    : { state: 'absent', source };
}
