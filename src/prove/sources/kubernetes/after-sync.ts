import type { ManifestObject } from '../manifests/documents.ts';
import { ownerOf } from '../manifests/owners.ts';
import { kindOf, manifestSet, type ManifestSet } from '../manifests/read.ts';
import { readsTemplate } from '../manifests/workloads.ts';
import type { ClusterObjects } from './read.ts';

/**
 * What is in force after the objects of the files, and the given ones, are applied: these win over live objects of the
 * same kind and name, and what a replaced workload runs now is left out. The pods of a PodTemplate replace the workload of
 * that name, of whatever kind it is.
 *
 * @param desired objects that are about to be applied and are in no file
 */
export function afterSync(
  { name, objects: live, gaps }: ClusterObjects,
  files: ManifestSet | undefined,
  desired: readonly ManifestObject[] = [],
): ManifestSet {
  const fromFiles = new Set(files?.objects ?? []);
  const namespaceOf = (object: ManifestObject): string =>
    (fromFiles.has(object) ? files?.namespaceOf(object) : object.namespace) ?? 'default';
  const refOf = (object: ManifestObject): string => `${namespaceOf(object)}/${object.name}`;
  const templates = new Set(desired.filter(({ ofPodTemplate }) => ofPodTemplate).map(refOf));
  const isOfTemplate = (object: ManifestObject): boolean =>
    readsTemplate(object.kind) && templates.has(refOf(object));
  const written = [
    ...desired.map((each) => {
      const now = live.find(
        (object) => hasTemplate(object) && isOfTemplate(object) && refOf(object) === refOf(each),
      );
      return now && each.ofPodTemplate ? { ...each, apiVersion: now.apiVersion, kind: now.kind } : each;
    }),
    ...fromFiles,
  ];
  const keyOf = (object: ManifestObject): string => `${namespaceOf(object)}/${kindOf(object)}/${object.name}`;
  const replaced = new Set(written.map(keyOf));
  const owners = new Set(written.map((each) => `${namespaceOf(each)}/${each.kind}/${each.name}`));
  for (const [namespace, name] of [...templates].map((ref) => ref.split('/'))) {
    for (const kind of OWNERS_OF_PODS) owners.add(`${namespace}/${kind}/${name}`);
  }
  let kept = live.filter((object) => !replaced.has(keyOf(object)) && !isOfTemplate(object));
  for (let before = -1; before !== kept.length;) {
    before = kept.length;
    const owned = kept.filter((object) => owners.has(`${namespaceOf(object)}/${ownerOf(object)}`));
    for (const object of owned) owners.add(`${namespaceOf(object)}/${object.kind}/${object.name}`);
    kept = kept.filter((object) => !owned.includes(object));
  }
  return manifestSet({
    paths: [`cluster ${name}`, ...(files?.paths ?? [])],
    files: files?.files ?? new Map(),
    objects: [...kept, ...written],
    problems: files?.problems ?? [],
    notApplied: files?.notApplied ?? [],
    valuesFiles: files?.charts.filter(({ release }) => release === undefined) ?? [],
    gaps,
    namespaceOf,
  });
}

/** Kinds that are not read from a cluster are among them: their pods are. */
const OWNERS_OF_PODS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'];

/** Whether its pods are those of a template, as those of a PodTemplate are: a Pod is one itself. */
function hasTemplate({ kind }: ManifestObject): boolean {
  return OWNERS_OF_PODS.includes(kind);
}
