import { readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readTextFile, SourceFileError } from '../config-file.ts';
import type { Gap } from '../kubernetes/resources.ts';
import { chartReleases, type ChartRelease, valuesFile } from './charts.ts';
import { clusterOf, type ClusterReading } from './cluster.ts';
import { type ManifestObject, readObjects } from './documents.ts';
import { isKustomizationName, kustomized, type NotApplied } from './kustomize/index.ts';

/** Kubernetes manifests: the cluster that they describe, and the position of each object. */
export interface ManifestSet extends ClusterReading {
  /** As given. */
  readonly paths: readonly string[];
  /** Text of each file that was read. */
  readonly files: ReadonlyMap<string, string>;
  readonly objects: readonly ManifestObject[];
  /** Kinds that could not be listed in a live cluster; empty for files. */
  readonly gaps: readonly Gap[];
  /** Parts of kustomizations that are not applied: there may be other objects, or these may differ. */
  readonly notApplied: readonly NotApplied[];
  /** Charts of Prometheus whose values the files hold. */
  readonly charts: readonly ChartRelease[];
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

/**
 * Reads manifests from files, and from folders with their subfolders: YAML, JSON, lists, the output of
 * `kubectl get -o yaml`. Kustomizations are applied. `problems` has what cannot be parsed. Of two objects of the same
 * kind and name the latter counts, as when they are applied in turn.
 *
 * @throws {SourceFileError} where a path that was named cannot be read, or several overlays build on the same files
 */
export function readManifests(paths: readonly string[]): ManifestSet {
  const names = [...new Set(paths.flatMap(manifestFiles))];
  const files = new Map(names.map((name) => [name, readTextFile(name)]));
  const { builds, used, namespaces, notApplied } = kustomized(files);
  const plain = [...files].filter(([name]) => !used.has(normalize(name)));
  const readings = [...plain.map(([name, text]) => readObjects(name, text)), ...builds];
  const isPlain = new Set(plain.map(([name]) => name));
  return manifestSet({
    paths,
    files: new Map([...builds.flatMap((build) => [...build.files]), ...files]),
    objects: readings.flatMap((reading) => reading.objects),
    problems: readings.flatMap(({ problems }) => problems),
    notApplied,
    valuesFiles: plain.flatMap(([name, text]) => valuesFile(name, text) ?? []),
    namespaceOf: ({ file, namespace }) =>
      (isPlain.has(file) ? namespaces.get(dirname(normalize(file))) : undefined) ?? namespace ?? 'default',
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
  notApplied = [],
  valuesFiles = [],
}: Pick<ManifestSet, 'paths' | 'files' | 'objects' | 'problems' | 'namespaceOf'> & {
  readonly gaps?: readonly Gap[];
  readonly notApplied?: readonly NotApplied[];
  readonly valuesFiles?: readonly ChartRelease[];
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
    notApplied,
    charts: [...chartReleases([...unique.values()]), ...valuesFiles],
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
      return MANIFEST.test(entry.name) || isKustomizationName(entry.name) ? [inner] : [];
    });
}
