import type { Labels } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import { mountedConfigMaps, templatedShape } from './pod.ts';
import { readsTemplate } from './workloads.ts';

/** The pod template of an object whose kind is not read, such as a Rollout of Argo. */
export interface UnreadTemplate {
  readonly labels: Labels;
  readonly images: readonly string[];
  /** ConfigMaps that are mounted as volumes. */
  readonly configMaps: readonly string[];
}

/** Undefined where the object has no pod template, or its kind is read. */
export function unreadTemplate({ kind, content }: ManifestObject): UnreadTemplate | undefined {
  if (readsTemplate(kind)) return undefined;
  const { metadata, spec } = templatedShape.safeParse(content).data?.spec.template ?? {};
  if (!spec || spec.containers.length === 0) return undefined;
  return {
    labels: metadata?.labels ?? {},
    images: spec.containers.flatMap(({ image }) => image ?? []),
    configMaps: mountedConfigMaps(spec),
  };
}
