import { isRecord } from '../../../../shared/text/is-record.ts';

/** Keys by which items of a list are merged, for objects of Kubernetes itself. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
};

/** How lists are merged: item by item by their keys, or as a whole, as for custom resources. */
export type ListMerge = 'by key' | 'whole';

/** A strategic merge patch applied to a value. Null removes a key. */
export function mergePatch(before: unknown, patch: unknown, lists: ListMerge, field = ''): unknown {
  if (Array.isArray(patch)) return mergeList(before, patch, lists, field);
  if (!isRecord(patch)) return patch;
  if (patch['$patch'] === 'replace') return withoutDirective(patch);
  const merged: Record<string, unknown> = isRecord(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(withoutDirective(patch))) {
    if (value === null || (isRecord(value) && value['$patch'] === 'delete')) delete merged[key];
    else merged[key] = mergePatch(merged[key], value, lists, key);
  }
  return merged;
}

function mergeList(before: unknown, patch: readonly unknown[], lists: ListMerge, field: string): unknown {
  const keys = MERGE_KEYS[field] ?? [];
  const isReplaced = patch.some((item) => isRecord(item) && item['$patch'] === 'replace');
  if (lists === 'whole' || keys.length === 0 || !Array.isArray(before) || isReplaced) {
    return patch.filter((item) => !(isRecord(item) && item['$patch'] === 'replace'));
  }
  const key = keys.find((each) => patch.every((item) => isRecord(item) && each in item));
  if (key === undefined) return patch;
  const idOf = (item: unknown): unknown => (isRecord(item) ? item[key] : undefined);
  const old: readonly unknown[] = before;
  const isSame = (one: unknown) => (other: unknown) => idOf(one) === idOf(other);
  // In the order of kustomize: the items of the patch, then the others.
  const first = patch
    .filter((item) => !(isRecord(item) && item['$patch'] === 'delete'))
    .map((item) => mergePatch(old.find(isSame(item)), item, lists));
  return [...first, ...old.filter((item) => !patch.some(isSame(item)))];
}

function withoutDirective(patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { $patch: _, ...rest } = patch;
  return rest;
}
