import { z } from 'zod';
import type { Cluster, Namespace, Service } from '../../network/index.ts';
import { type ManifestObject, type ManifestProblem, shapeMessage } from './documents.ts';
import { ownerOf } from './owners.ts';
import { addPolicy, type Policies } from './policies.ts';
import { operatedServices } from './operated.ts';
import { serviceOf } from './service.ts';
import type { Workload } from './workload.ts';
import { workloadOf } from './workloads.ts';

export interface ClusterReading {
  readonly cluster: Cluster;
  /** As people name them: a Deployment, not the pods that it owns. */
  readonly workloads: readonly Workload[];
  /** Sources of `cluster.pods`: the pods themselves where they are known, else what owns them. */
  readonly running: readonly Workload[];
  readonly problems: readonly ManifestProblem[];
}

/** The cluster that objects describe, reduced to what networking depends on. */
export function clusterOf(
  objects: readonly ManifestObject[],
  namespaceOf: (object: ManifestObject) => string,
): ClusterReading {
  const namespaces: Namespace[] = [];
  const services: Service[] = [];
  const policies: Policies = { policies: [], cilium: [], calico: [], calicoTiers: [] };
  const workloads: Workload[] = [];
  const problems: ManifestProblem[] = [];
  for (const object of objects) {
    const { kind, apiVersion } = object;
    const identity = { namespace: namespaceOf(object), name: object.name };
    try {
      if (kind === 'Namespace') namespaces.push({ name: object.name, labels: object.labels });
      if (kind === 'Service' && apiVersion === 'v1')
        services.push({ ...identity, ...serviceOf(object.content) });
      addPolicy(object, identity, policies);
      const found = workloadOf(object, identity.namespace);
      if (found) workloads.push(found);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      const line = object.lineOf((error.issues[0]?.path ?? []).filter((step) => typeof step !== 'symbol'));
      problems.push({ file: object.file, line, message: `${kind} ${object.name}: ${shapeMessage(error)}` });
    }
  }
  services.push(...operatedServices(workloads, services));
  const { leaves, roots } = byOwner(workloads);
  return {
    cluster: { namespaces, services, ...policies, pods: leaves.map(({ pod }) => pod) },
    workloads: roots,
    running: leaves,
    problems,
  };
}

/**
 * Owner and owned object may both be known. Connections end at the owned pods (leaves); people know the owners
 * (roots).
 */
function byOwner(workloads: readonly Workload[]): { leaves: Workload[]; roots: Workload[] } {
  const keyOf = ({ object, pod }: Workload): string => `${pod.namespace}/${object.kind}/${object.name}`;
  const keys = new Set(workloads.map(keyOf));
  const ownerKey = ({ object, pod }: Workload): string | undefined => {
    const owner = ownerOf(object);
    return owner === undefined ? undefined : `${pod.namespace}/${owner}`;
  };
  const owners = new Set(workloads.map(ownerKey));
  return {
    leaves: workloads.filter((workload) => !owners.has(keyOf(workload))),
    roots: workloads.filter((workload) => {
      const owner = ownerKey(workload);
      return owner === undefined || !keys.has(owner);
    }),
  };
}
