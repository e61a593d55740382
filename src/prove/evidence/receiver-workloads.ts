import { defineEvidence, known } from '../engine/define-evidence.ts';
import { findObject, type Pod, podsOfService } from '../network/index.ts';
import type { ManifestSet, Workload } from '../sources/index.ts';
import { type PushRoute, pushRoute } from './push-route.ts';

/** A workload that receives the pushes. */
export interface ReceiverWorkload {
  readonly workload: Workload;
  /** Port of its pod; undefined where the Service does not lead to one. */
  readonly port: number | undefined;
}

/**
 * The workloads that receive the pushes: pods where they are known, else the objects that create them. Empty where the
 * manifests hold none.
 */
export const receiverWorkloads = defineEvidence({
  name: 'receiverWorkloads',
  needs: [pushRoute, 'manifests'],
  answer: ({ pushRoute: route, manifests }) => {
    const found = podsOf(route, manifests).flatMap(({ pod, port }): ReceiverWorkload[] => {
      const workload = manifests.running.find((one) => one.pod === pod);
      return workload ? [{ workload, port }] : [];
    });
    return known(found);
  },
});

function podsOf(
  { receiver, destinations, unresolved }: PushRoute,
  { cluster }: ManifestSet,
): readonly { readonly pod: Pod; readonly port: number | undefined }[] {
  if (!unresolved) return destinations.flatMap((to) => ('pod' in to ? [to] : []));
  // A Service selects its pods also where none of their ports fits.
  const service = receiver.kind === 'service' ? findObject(cluster.services, receiver.ref) : undefined;
  return service ? podsOfService(service, cluster).map((pod) => ({ pod, port: undefined })) : [];
}
