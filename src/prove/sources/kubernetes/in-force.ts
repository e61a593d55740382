import { kindOf, manifestSet, type ManifestSet } from '../manifests/read.ts';
import type { ManifestObject } from '../manifests/documents.ts';
import { type ClusterObjects, isRead } from './read.ts';

/**
 * What is in force: the objects of the live cluster, each with its position in the files where it is written there.
 * The files alone count only for what could not be read in the cluster, or was not requested.
 */
export function inForce(cluster: ClusterObjects, files?: ManifestSet): ManifestSet {
  const { name, objects, gaps } = cluster;
  const written =
    files?.objects.filter((object) => !isRead(cluster, kindOf(object), homeOf(object, files))) ?? [];
  const fromFiles = new Set(written);
  return manifestSet({
    paths: [`cluster ${name}`, ...(files?.paths ?? [])],
    files: files?.files ?? new Map(),
    objects: [...written, ...objects.map((object) => placed(object, files))],
    problems: files?.problems ?? [],
    notApplied: files?.notApplied ?? [],
    valuesFiles: files?.charts.filter(({ release }) => release === undefined) ?? [],
    gaps: gaps.filter(
      (gap) => !written.some(({ kind, apiVersion }) => kind === gap.kind && isOf(apiVersion, gap)),
    ),
    namespaceOf: (object) =>
      (fromFiles.has(object) ? files?.namespaceOf(object) : object.namespace) ?? 'default',
  });
}

/** The namespace by which an object is read: its own, or itself. */
function homeOf(object: ManifestObject, files: ManifestSet): string {
  return object.kind === 'Namespace' ? object.name : files.namespaceOf(object);
}

function isOf(apiVersion: string, { group }: { readonly group: string }): boolean {
  return group === '' ? !apiVersion.includes('/') : apiVersion.startsWith(`${group}/`);
}

/** The live object, with the position of its manifest. */
function placed(object: ManifestObject, files: ManifestSet | undefined): ManifestObject {
  const { name, namespace = 'default' } = object;
  const manifest = files?.find(kindOf(object), { namespace, name });
  if (!manifest) return object;
  const { file, line, document, path, content: written } = manifest;
  const lineOf: ManifestObject['lineOf'] = (inner) => manifest.lineOf(inner);
  return { ...object, live: false, written, file, line, document, path, lineOf };
}
