import { statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readTextFile, SourceFileError } from '../../config-file.ts';
import { type ManifestObject, type ManifestProblem, readObjects } from '../documents.ts';
import { type BuiltObject, built } from './built-object.ts';
import { annotated, withImages, withReplicas } from './change.ts';
import { type Kustomization, parseKustomization } from './file.ts';
import { withGenerated } from './generate.ts';
import { patched } from './patches.ts';
import { inNamespace, labelled, renamed } from './rename.ts';

/** Something in a kustomization that is not applied here. */
export interface NotApplied {
  readonly file: string;
  /** `resources: https://example.com/base`. */
  readonly what: string;
}

/** What `kustomize build` makes of a folder. */
export interface Build {
  readonly objects: readonly ManifestObject[];
  readonly notApplied: readonly NotApplied[];
  readonly problems: readonly ManifestProblem[];
  /** Texts of all files that were read, the kustomizations among them. */
  readonly files: ReadonlyMap<string, string>;
}

const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Builds folders as kustomize does, as far as its fields are known here. What is not applied is named. */
export class KustomizeBuild {
  readonly #files = new Map<string, string>();
  readonly #notApplied: NotApplied[] = [];
  readonly #problems: ManifestProblem[] = [];

  /** @param file of a kustomization */
  run(file: string): Build {
    const objects = this.#folder(file, [], []);
    return {
      objects: objects.map(({ object }) => object),
      notApplied: this.#notApplied,
      problems: this.#problems,
      files: this.#files,
    };
  }

  /** @param around objects that a component changes; it adds its own to them */
  #folder(file: string, around: readonly BuiltObject[], within: readonly string[]): BuiltObject[] {
    const text = this.#read(file);
    const parsed = text === undefined ? undefined : parseKustomization(text);
    if (!parsed || within.includes(file)) {
      this.#skip(file, 'it cannot be read');
      return [...around];
    }
    const { fields } = parsed;
    for (const name of parsed.notApplied) this.#skip(file, name);
    const folder = dirname(file);
    const inner = [...within, file];
    let objects: BuiltObject[] = [
      ...around,
      ...[...fields.resources, ...fields.bases].flatMap((entry) =>
        this.#resource(file, folder, entry, inner),
      ),
    ];
    objects = this.#generated(objects, fields, file, folder);
    for (const entry of fields.components) {
      const component = kustomizationIn(join(folder, entry));
      if (component === undefined) this.#skip(file, `components: ${entry}`);
      else objects = this.#folder(component, objects, inner);
    }
    return this.#transformed(objects, fields, file, folder);
  }

  #resource(file: string, folder: string, entry: string, within: readonly string[]): BuiltObject[] {
    const path = normalize(join(folder, entry));
    const isRemote =
      /^(?:[a-z+]+:\/\/|git@|[\w.-]+\.[a-z]{2,}[/:])/i.test(entry) && kindOfPath(path) === undefined;
    const kind = isRemote ? undefined : kindOfPath(path);
    if (kind === 'folder') {
      const base = kustomizationIn(path);
      if (base !== undefined) return this.#folder(base, [], within);
    }
    const text = kind === 'file' ? this.#read(path) : undefined;
    if (text === undefined) {
      this.#skip(file, `resources: ${entry}`);
      return [];
    }
    const { objects, problems } = readObjects(path, text);
    this.#problems.push(...problems);
    return objects.map(built);
  }

  #generated(objects: BuiltObject[], fields: Kustomization, file: string, folder: string): BuiltObject[] {
    const origin = { file, line: 1, document: 0, lineOf: () => 1 };
    const read = (path: string): string | undefined => this.#read(join(folder, path), 'data');
    const withMaps = withGenerated(objects, 'ConfigMap', fields.configMapGenerator, origin, read);
    return withGenerated(withMaps, 'Secret', fields.secretGenerator, origin, read);
  }

  /** In the order of kustomize. */
  #transformed(before: BuiltObject[], fields: Kustomization, file: string, folder: string): BuiltObject[] {
    let objects = before;
    for (const entry of fields.patchesStrategicMerge) {
      objects = this.#patched(objects, { path: entry, patch: undefined, target: undefined }, file, folder);
    }
    for (const patch of fields.patches) objects = this.#patched(objects, patch, file, folder);
    if (fields.namespace !== undefined) objects = inNamespace(objects, fields.namespace);
    objects = renamed(objects, fields.namePrefix ?? '', fields.nameSuffix ?? '');
    objects = labelled(objects, fields.commonLabels, { selectors: true, templates: true });
    for (const { pairs, includeSelectors = false, includeTemplates = false } of fields.labels) {
      objects = labelled(objects, pairs, { selectors: includeSelectors, templates: includeTemplates });
    }
    objects = annotated(objects, fields.commonAnnotations);
    for (const patch of fields.patchesJson6902) objects = this.#patched(objects, patch, file, folder);
    return withImages(withReplicas(objects, fields.replicas), fields.images);
  }

  #patched(
    objects: BuiltObject[],
    { path, patch, target }: Kustomization['patches'][number],
    file: string,
    folder: string,
  ): BuiltObject[] {
    // An entry of patchesStrategicMerge may be the patch itself.
    const isInline = path !== undefined && /\n/.test(path);
    const text = patch ?? (isInline ? path : path === undefined ? undefined : this.#read(join(folder, path)));
    const shown = isInline || path === undefined ? 'patches' : `patches: ${path}`;
    if (text === undefined) {
      this.#skip(file, shown);
      return objects;
    }
    const result = patched(objects, text, target);
    if (result.problem !== undefined) this.#skip(file, `${shown} (${result.problem})`);
    return [...result.objects];
  }

  #skip(file: string, what: string): void {
    this.#notApplied.push({ file, what });
  }

  #read(path: string, use: 'manifest' | 'data' = 'manifest'): string | undefined {
    const name = normalize(path);
    try {
      const text = this.#files.get(name) ?? readTextFile(name);
      if (use === 'manifest') this.#files.set(name, text);
      return text;
    } catch (error) {
      if (error instanceof SourceFileError) return undefined;
      throw error;
    }
  }
}

/** The kustomization of a folder. */
export function kustomizationIn(folder: string): string | undefined {
  return KUSTOMIZATION_FILES.map((name) => normalize(join(folder, name))).find(
    (path) => kindOfPath(path) === 'file',
  );
}

function kindOfPath(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
