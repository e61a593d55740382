import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { readTextFile, SourceFileError } from '../config-file.ts';
import type { Gap } from '../kubernetes/resources.ts';
import { clusterOf, type ClusterReading } from './cluster.ts';
import { type ManifestObject, readObjects } from './documents.ts';

/** Kubernetes manifests: the cluster that they describe, and the position of each object. */
export interface ManifestSet extends ClusterReading {
  /** As given. */
  readonly paths: readonly string[];
  /** Text of each file that was read. */
  readonly files: ReadonlyMap<string, string>;
  readonly objects: readonly ManifestObject[];
  /** Kinds that could not be listed in a live cluster; empty for files. */
  readonly gaps: readonly Gap[];
  /** Namespace of an object: its own, that of a kustomization, else `default`. */
  namespaceOf(object: ManifestObject): string;
  /**
   * The object of this kind and name; its namespace is `default` where neither it nor a kustomization names one.
   *
   * @param kind with its API group: `apps/Deployment`; `Service` of the core
   */
  find(kind: string, ref: { readonly namespace: string; readonly name: string }): ManifestObject | undefined;
}

const MANIFEST = /\.(?:ya?ml|json)$/;
const KUSTOMIZATION = /^kustomization(?:\.ya?ml)?$/i;

/**
 * Reads manifests from files, and from folders with their subfolders: YAML, JSON, lists, the output of kustomize or
 * `kubectl get -o yaml`. `problems` has what cannot be parsed. Of two objects of the same kind and name the
 * latter counts, as when they are applied in turn.
 *
 * @throws {SourceFileError} where a path that was named cannot be read
 */
export function readManifests(paths: readonly string[]): ManifestSet {
  const names = [...new Set(paths.flatMap(manifestFiles))];
  const files = new Map(names.map((name) => [name, readTextFile(name)]));
  const readings = [...files].map(([name, text]) => readObjects(name, text));
  const inFolder = kustomizeNamespaces(files);
  return manifestSet({
    paths,
    files,
    objects: readings.flatMap((reading) => reading.objects),
    problems: readings.flatMap(({ problems }) => problems),
    namespaceOf: (object) => inFolder.get(dirname(object.file)) ?? object.namespace ?? 'default',
  });
}

/** The set of these objects. Of two of the same kind and name the latter counts. */
export function manifestSet({
  paths,
  files,
  objects: all,
  problems,
  namespaceOf,
  gaps = [],
}: Pick<ManifestSet, 'paths' | 'files' | 'objects' | 'problems' | 'namespaceOf'> & {
  readonly gaps?: readonly Gap[];
}): ManifestSet {
  const keyOf = (kind: string, namespace: string, name: string): string => [kind, namespace, name].join('/');
  const unique = new Map(
    all.map((object) => [keyOf(kindOf(object), namespaceOf(object), object.name), object] as const),
  );
  const reading = clusterOf([...unique.values()], namespaceOf);
  return {
    ...reading,
    problems: [...problems, ...reading.problems],
    paths,
    files,
    objects: [...unique.values()],
    gaps,
    namespaceOf,
    find: (kind, { namespace, name }) => unique.get(keyOf(kind, namespace, name)),
  };
}

/** Kind with its API group. */
export function kindOf({ apiVersion, kind }: ManifestObject): string {
  return apiVersion.includes('/') ? `${apiVersion.split('/')[0]}/${kind}` : kind;
}

function manifestFiles(path: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new SourceFileError(`cannot read ${path}: there is no such file or folder`);
  }
  if (!isFolder) return [path];
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) {
        return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : manifestFiles(inner);
      }
      return MANIFEST.test(entry.name) || KUSTOMIZATION.test(entry.name) ? [inner] : [];
    });
}

/** The namespace that a kustomization sets on all objects of its folder, which overrides the manifests. */
function kustomizeNamespaces(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...files].flatMap(([file, text]) => {
      if (!KUSTOMIZATION.test(basename(file))) return [];
      // It may leave out its kind, so it is not found among the objects.
      const document = parseDocument(text);
      const namespace = isMap(document.contents) ? document.get('namespace') : undefined;
      return typeof namespace === 'string' ? [[dirname(file), namespace] as const] : [];
    }),
  );
}
