import { z } from 'zod';
import type { ManifestObject } from '../manifests/documents.ts';
import { isPrometheus } from '../manifests/prometheus-resource.ts';
import { CLUSTER_RESOURCES, type ClusterResource, type Condition, type Gap } from './resources.ts';

/** What the API server returned for a kind. */
export interface Listed {
  readonly resource: ClusterResource;
  readonly objects: readonly ManifestObject[];
  readonly gap: Gap | undefined;
  /** The cluster does not have this kind. */
  readonly absent?: boolean;
  /** The namespaces in which it was read; undefined for all. */
  readonly within?: readonly string[];
}

const MESH_LABELS = ['istio-injection', 'istio.io/rev'];
const MESH_CONTAINER = 'istio-proxy';

/** What the cluster has, by the objects that were read. */
export function conditionsOf(answers: readonly Listed[]): Set<Condition> {
  const objects = answers.flatMap((answer) => answer.objects);
  const pods = objects.filter(({ kind }) => kind === 'Pod').map(({ content }) => JSON.stringify(content));
  const runs = (image: RegExp): boolean => pods.some((pod) => image.test(pod));
  const hasNoStored = answers.some(({ resource, absent }) => resource.only === 'calico' && absent === true);
  const holds: Readonly<Record<Condition, boolean>> = {
    operator: objects.some(isPrometheus),
    mesh: objects.some(isMeshed),
    cilium: runs(/"image":"[^"]*cilium/),
    ovn: runs(/"image":"[^"]*ovn-?kube/),
    calico: runs(/"image":"[^"]*calico/),
    'calico-v3': hasNoStored,
    'calico-tiers': hasTiers(objects, 'crd.projectcalico.org/v1'),
    'calico-v3-tiers': hasTiers(objects, 'projectcalico.org/v3'),
  };
  return new Set((Object.keys(holds) as Condition[]).filter((condition) => holds[condition]));
}

/** Kinds of network plugins that the cluster does not run: written ones of these are not in force. */
export function pluginsAbsent(answers: readonly Listed[]): ClusterResource[] {
  if (!answers.some(({ resource, gap }) => resource.kind === 'Pod' && !gap)) return [];
  return CLUSTER_RESOURCES.filter(
    (resource) =>
      /^(?:cilium|calico|ovn)/.test(resource.only ?? '') &&
      answers.every((answer) => answer.resource !== resource),
  );
}

const tierShape = z.object({ spec: z.object({ tier: z.string() }) });

function hasTiers(objects: readonly ManifestObject[], api: string): boolean {
  return objects.some(({ apiVersion, content }) => {
    const tier = apiVersion === api ? tierShape.safeParse(content).data?.spec.tier : undefined;
    return tier !== undefined && tier !== 'default';
  });
}

function isMeshed({ kind, labels, content }: ManifestObject): boolean {
  if (kind === 'Namespace') return MESH_LABELS.some((label) => label in labels);
  return kind === 'Pod' && JSON.stringify(content).includes(`"name":"${MESH_CONTAINER}"`);
}
