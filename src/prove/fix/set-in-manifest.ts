import { appendToYamlList, EditError, type Path, setYamlIn } from '../../shared/edit/index.ts';
import type { Fix } from '../engine/outcome.ts';
import type { ManifestObject, ManifestSet } from '../sources/index.ts';
import { fixPath } from './paths.ts';
import { presentableDiff } from './presentable-diff.ts';

/** The fix that sets a value of an object: a diff where its file can be edited by position, else the text alone. */
export function setInManifest(
  manifests: ManifestSet,
  object: ManifestObject,
  text: string,
  path: Path,
  value: unknown,
): Fix {
  return diffOf(manifests, object, text, (before) => {
    try {
      return setYamlIn(before, object.document, [...object.path, ...path], value);
    } catch (error) {
      if (error instanceof EditError) return undefined;
      throw error;
    }
  });
}

/** The same for an item at the end of a list. */
export function appendInManifest(
  manifests: ManifestSet,
  object: ManifestObject,
  text: string,
  path: Path,
  item: unknown,
): Fix {
  return diffOf(manifests, object, text, (before) =>
    appendToYamlList(before, object.document, [...object.path, ...path], item),
  );
}

function diffOf(
  { files }: ManifestSet,
  object: ManifestObject,
  text: string,
  edit: (before: string) => string | undefined,
): Fix {
  const before = files.get(object.file);
  const after = before === undefined ? undefined : edit(before);
  if (before === undefined || after === undefined) return { kind: 'manual', text };
  const { root, file } = fixPath(object.file);
  const diff = presentableDiff(file, before, after);
  return diff === undefined
    ? { kind: 'manual', text }
    : { kind: 'patch', text, root, file, diff, command: 'patch -p1 < fix.diff' };
}
