import { isRecord } from '../../../../shared/text/is-record.ts';
import type { ManifestObject } from '../documents.ts';
import { objectShape } from '../metadata.ts';

/** An object on its way through kustomizations. */
export interface BuiltObject {
  readonly object: ManifestObject;
  /** Names that it had: patches and references may use any of them. */
  readonly names: readonly string[];
}

export function built(object: ManifestObject): BuiltObject {
  return { object, names: [object.name] };
}

/** The object with another content. Its position in the file stays. */
export function withContent(before: BuiltObject, content: unknown): BuiltObject {
  const parsed = objectShape.safeParse(content).data;
  if (!parsed) return before;
  const { apiVersion, kind, metadata } = parsed;
  const name = metadata.name ?? before.object.name;
  return {
    object: {
      ...before.object,
      apiVersion,
      kind,
      name,
      namespace: metadata.namespace,
      labels: metadata.labels,
      content,
    },
    names: before.names.includes(name) ? before.names : [...before.names, name],
  };
}

/** The object with a changed `metadata`. */
export function withMetadata(before: BuiltObject, changes: Readonly<Record<string, unknown>>): BuiltObject {
  const content = recordOf(before.object.content);
  return withContent(before, { ...content, metadata: { ...recordOf(content['metadata']), ...changes } });
}

export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
