import { basename } from 'node:path';
import type { ManifestObject } from '../documents.ts';
import { type BuiltObject, built, recordOf, withContent } from './built-object.ts';
import type { Generator } from './file.ts';

/** Reads a file of the kustomization by its path there; undefined where it cannot be read. */
type Read = (path: string) => string | undefined;

/**
 * The ConfigMaps or Secrets of generators among the objects. The hash that kustomize appends to their names is left out,
 * here and in all references. Of Secrets only the keys are kept.
 */
export function withGenerated(
  objects: readonly BuiltObject[],
  kind: 'ConfigMap' | 'Secret',
  generators: readonly Generator[],
  origin: Pick<ManifestObject, 'file' | 'line' | 'document' | 'lineOf'>,
  read: Read,
): BuiltObject[] {
  let result = [...objects];
  for (const generator of generators) {
    const { name, namespace, behavior } = generator;
    if (name === undefined) continue;
    const values = valuesOf(generator, read);
    const data = kind === 'Secret' ? Object.fromEntries(Object.keys(values).map((key) => [key, ''])) : values;
    const existing = result.find((each) => each.object.kind === kind && each.names.includes(name));
    if (existing && (behavior === 'merge' || behavior === 'replace')) {
      const content = recordOf(existing.object.content);
      const kept = behavior === 'merge' ? recordOf(content['data']) : {};
      const changed = withContent(existing, { ...content, data: { ...kept, ...data } });
      const keys =
        behavior === 'merge' ? Object.keys(data) : Object.keys({ ...recordOf(content['data']), ...data });
      const generatedKeys = {
        ...existing.object.generatedKeys,
        ...Object.fromEntries(keys.map((key) => [key, origin.file])),
      };
      const marked = { ...changed, object: { ...changed.object, generatedKeys } };
      result = result.map((each) => (each === existing ? marked : each));
      continue;
    }
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
    const content = { apiVersion: 'v1', kind, metadata, data };
    result.push(
      built({
        apiVersion: 'v1',
        kind,
        name,
        namespace,
        labels: {},
        content,
        path: [],
        generated: true,
        ...origin,
      }),
    );
  }
  return result;
}

/** Values whose files cannot be read are empty: the keys are known all the same. */
function valuesOf({ literals, files, envs, env }: Generator, read: Read): Record<string, string> {
  const lines = [...envs, ...(env === undefined ? [] : [env])].flatMap((path) =>
    (read(path) ?? '').split('\n').filter((line) => line.includes('=') && !line.startsWith('#')),
  );
  return Object.fromEntries([
    ...lines.map(pairOf),
    ...files.map((entry) => {
      const at = entry.indexOf('=');
      const path = entry.slice(at + 1);
      return [at < 0 ? basename(path) : entry.slice(0, at), read(path) ?? ''] as const;
    }),
    ...literals.map(pairOf),
  ]);
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1).replace(/^(["'])(.*)\1$/s, '$2')];
}
