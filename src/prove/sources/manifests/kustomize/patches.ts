import { parseAllDocuments } from 'yaml';
import { yamlValue } from '../../../../shared/edit/index.ts';
import { isRecord } from '../../../../shared/text/is-record.ts';
import { type BuiltObject, recordOf, withContent } from './built-object.ts';
import type { PatchTarget } from './file.ts';
import { applyJsonPatch, type JsonPatch, parseJsonPatch } from './json-patch.ts';
import { mergePatch } from './merge.ts';
import { QUIET } from '../../../../shared/text/yaml-options.ts';

export interface Patched {
  readonly objects: readonly BuiltObject[];
  /** Why a part of the patch could not be applied. */
  readonly problem: string | undefined;
}

/** A patch as it is written: strategic merge patches, or a list of operations of RFC 6902. */
export function patched(
  objects: readonly BuiltObject[],
  text: string,
  target: PatchTarget | undefined,
): Patched {
  let result: Patched = { objects, problem: undefined };
  for (const document of parseAllDocuments(text, { ...QUIET, merge: true })) {
    if (!('toJS' in document)) continue;
    if (document.errors.length > 0) return { ...result, problem: 'it is not valid YAML' };
    const patch = yamlValue(document);
    if (patch === undefined) return { ...result, problem: 'its aliases cannot be read' };
    if (patch === null) continue;
    const operations = parseJsonPatch(patch);
    const next = operations
      ? withOperations(result.objects, operations, target)
      : withMerge(result.objects, patch, target);
    result = { objects: next.objects, problem: result.problem ?? next.problem };
  }
  return result;
}

function withOperations(
  objects: readonly BuiltObject[],
  patch: JsonPatch,
  target: PatchTarget | undefined,
): Patched {
  if (!target) return { objects, problem: 'it has operations and no target' };
  let problem: string | undefined;
  const changed = objects.map((each) => {
    if (!isTarget(each, target)) return each;
    const content = applyJsonPatch(each.object.content, patch);
    if (content !== undefined) return withContent(each, content);
    problem = `an operation does not fit ${each.object.kind} ${each.object.name}`;
    return each;
  });
  return { objects: changed, problem };
}

function withMerge(
  objects: readonly BuiltObject[],
  patch: unknown,
  target: PatchTarget | undefined,
): Patched {
  if (!isRecord(patch)) return { objects, problem: 'it is neither an object nor a list of operations' };
  const metadata = recordOf(patch['metadata']);
  const named: PatchTarget = target ?? {
    ...groupOf(patch['apiVersion']),
    kind: textOf(patch['kind']),
    name: escaped(textOf(metadata['name'])),
    namespace: undefined,
    labelSelector: undefined,
    annotationSelector: undefined,
  };
  const meant = objects.filter((each) => isTarget(each, named));
  if (meant.length === 0) {
    return { objects, problem: `no object is a ${named.kind ?? 'target'} ${named.name ?? ''}`.trimEnd() };
  }
  if (patch['$patch'] === 'delete') {
    return { objects: objects.filter((each) => !meant.includes(each)), problem: undefined };
  }
  // A target decides which objects are meant; the names in the patch change nothing.
  const { apiVersion: _, kind: __, ...rest } = patch;
  const { name: ___, namespace: ____, ...ownMetadata } = metadata;
  const changes = { ...rest, ...('metadata' in patch ? { metadata: ownMetadata } : {}) };
  const changed = objects.map((each) => {
    if (!meant.includes(each)) return each;
    const lists = isOfKubernetes(each.object.apiVersion) ? 'by key' : 'whole';
    return withContent(each, mergePatch(each.object.content, changes, lists));
  });
  return { objects: changed, problem: undefined };
}

/** Groups of Kubernetes itself have no dot, or end in `k8s.io`. */
function isOfKubernetes(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return !group.includes('.') || group.endsWith('.k8s.io');
}

function groupOf(apiVersion: unknown): {
  readonly group: string | undefined;
  readonly version: string | undefined;
} {
  const parts = textOf(apiVersion)?.split('/') ?? [];
  return { group: parts.length > 1 ? parts[0] : undefined, version: undefined };
}

/** Names and namespaces of a target are regular expressions for the whole. */
function isTarget({ object, names }: BuiltObject, target: PatchTarget): boolean {
  const { kind, name, namespace, group, version, labelSelector } = target;
  const [ownVersion = '', ownGroup = ''] = object.apiVersion.split('/').toReversed();
  return (
    (kind === undefined || matches(kind, object.kind)) &&
    (name === undefined || names.some((each) => matches(name, each))) &&
    (namespace === undefined || matches(namespace, object.namespace ?? '')) &&
    (group === undefined || matches(group, ownGroup)) &&
    (version === undefined || matches(version, ownVersion)) &&
    (labelSelector === undefined || hasLabels(object.labels, labelSelector))
  );
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return pattern === value;
  }
}

function hasLabels(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector.split(',').every((part) => {
    const [key = '', value] = part.split(/==?/).map((each) => each.trim());
    return value === undefined ? key in labels : labels[key] === value;
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function escaped(name: string | undefined): string | undefined {
  return name?.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
