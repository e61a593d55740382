import type { ManifestObject, ManifestSet } from '../sources/index.ts';
import type { Location } from '../engine/outcome.ts';

/** The source of a value of an object, for evidence: `FILE:LINE`, or the live object. */
export function sourceOf(object: ManifestObject, path: readonly (string | number)[] = []): string {
  if (!object.live) return `${object.file}:${object.lineOf(path)}`;
  const namespace = object.namespace === undefined ? '' : `${object.namespace}/`;
  return `${object.file}: ${object.kind} ${namespace}${object.name}`;
}

/** File and line of a value; nothing for an object that was read from a cluster. */
export function locationOf(
  object: ManifestObject | undefined,
  path: readonly (string | number)[] = [],
): { location?: Location } {
  return object && !object.live ? { location: { file: object.file, line: object.lineOf(path) } } : {};
}

/** Why a kind is not among the objects, where a cluster did not let it be listed; else undefined. */
export function gapOf({ gaps }: ManifestSet, kind: string): string | undefined {
  const gap = gaps.find((each) => each.kind === kind);
  return gap && `not known: the cluster's ${kind} objects ${gap.why}`;
}
