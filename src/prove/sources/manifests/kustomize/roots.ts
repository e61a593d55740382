import { basename, dirname, normalize } from 'node:path';
import { SourceFileError } from '../../config-file.ts';
import { type Build, KustomizeBuild, type NotApplied } from './build.ts';
import { isComponent, isKustomizationName, type Kustomization, parseKustomization } from './file.ts';

/** The kustomizations among files, applied. */
export interface Kustomized {
  readonly builds: readonly Build[];
  /** Files that kustomizations read: they are no manifests by themselves. */
  readonly used: ReadonlySet<string>;
  /** Namespaces that kustomizations set, by folder: files that they do not list are taken to belong to them. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly notApplied: readonly NotApplied[];
}

/**
 * Applies each kustomization that no other one builds on.
 *
 * @throws {SourceFileError} where several build on the same files: each of them is another deployment
 */
export function kustomized(files: ReadonlyMap<string, string>): Kustomized {
  const found = [...files].flatMap(([file, text]) => {
    const parsed = isKustomizationName(basename(file)) ? parseKustomization(text) : undefined;
    return parsed ? [{ file: normalize(file), ...parsed }] : [];
  });
  const built = found
    .filter(({ fields }) => !isComponent(fields) && makesObjects(fields))
    .map(({ file }) => ({ file, build: new KustomizeBuild().run(file) }));
  const roots = built.filter(
    ({ file }) => !built.some((other) => other.file !== file && other.build.files.has(file)),
  );
  rejectAlternatives(roots);
  return {
    builds: roots.map(({ build }) => build),
    used: new Set([
      ...roots.flatMap(({ build }) => [...build.files.keys()]),
      ...found.map(({ file }) => file),
    ]),
    namespaces: new Map(
      found.flatMap(({ file, fields: { namespace } }) =>
        namespace === undefined ? [] : [[dirname(file), namespace] as const],
      ),
    ),
    notApplied: roots.flatMap(({ build }) => build.notApplied),
  };
}

function makesObjects({
  resources,
  bases,
  components,
  configMapGenerator,
  secretGenerator,
}: Kustomization): boolean {
  return [resources, bases, components, configMapGenerator, secretGenerator].some((list) => list.length > 0);
}

function rejectAlternatives(roots: readonly { readonly file: string; readonly build: Build }[]): void {
  for (const [index, one] of roots.entries()) {
    const other = roots
      .slice(index + 1)
      .find(({ build }) => [...build.files.keys()].some((file) => one.build.files.has(file)));
    if (!other) continue;
    const folders = [dirname(one.file), dirname(other.file)];
    throw new SourceFileError(
      `the overlays ${folders.join(' and ')} build on the same files, and each is another deployment: ` +
        `give one of them, as --manifests ${folders[0]}`,
    );
  }
}
