import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { configMapOf } from './config-map.ts';
import type { ManifestObject } from './documents.ts';
import { metadataOrEmpty } from './metadata.ts';
import type { ManifestSet } from './read.ts';
import { listOf, optional, text } from './shape-parts.ts';

const records = z.record(z.string(), z.unknown()).nullish();
const secretShape = z.object({ data: records, stringData: records });
const sealedShape = z.object({
  spec: z.object({
    encryptedData: records,
    template: optional(z.object({ metadata: metadataOrEmpty, data: records })),
  }),
});
const externalShape = z.object({
  spec: z.object({
    target: optional(z.object({ name: text, template: optional(z.unknown()) })),
    data: listOf(z.object({ secretKey: z.string() })),
    dataFrom: listOf(z.unknown()),
  }),
});

/** Keys that a ConfigMap or Secret has, and the object that says so. Values of Secrets are never read. */
export interface KnownKeys {
  readonly object: ManifestObject;
  readonly keys: readonly string[];
}

/**
 * The keys of a ConfigMap or a Secret, also of a Secret that a SealedSecret or an ExternalSecret makes. Undefined where
 * the manifests do not hold it, or hold only a part of its keys.
 */
export function keysOf(
  manifests: ManifestSet,
  kind: 'ConfigMap' | 'Secret',
  ref: { readonly namespace: string; readonly name: string },
): KnownKeys | undefined {
  const object = manifests.find(kind, ref);
  if (object) return { object, keys: kind === 'Secret' ? keysOfSecret(object) : keysOfConfigMap(object) };
  if (kind === 'ConfigMap') return undefined;
  for (const each of manifests.objects) {
    if (manifests.namespaceOf(each) !== ref.namespace) continue;
    const keys = madeKeys(each, ref.name);
    if (keys) return { object: each, keys };
  }
  return undefined;
}

/** The object that makes a Secret: a SealedSecret or an ExternalSecret; undefined where the manifests hold none. */
export function makesSecret(
  manifests: ManifestSet,
  ref: { readonly namespace: string; readonly name: string },
): ManifestObject | undefined {
  return manifests.objects.find(
    (object) => manifests.namespaceOf(object) === ref.namespace && madeName(object) === ref.name,
  );
}

function madeName({ kind, name, content }: ManifestObject): string | undefined {
  if (kind === 'SealedSecret')
    return sealedShape.safeParse(content).data?.spec.template?.metadata.name ?? name;
  if (kind === 'ExternalSecret') return externalShape.safeParse(content).data?.spec.target?.name ?? name;
  return undefined;
}

function keysOfSecret({ content }: ManifestObject): string[] {
  const { data, stringData } = secretShape.safeParse(content).data ?? {};
  return [...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})];
}

function keysOfConfigMap(object: ManifestObject): string[] {
  const binary = isRecord(object.content) ? object.content['binaryData'] : undefined;
  return [...Object.keys(configMapOf(object)?.data ?? {}), ...(isRecord(binary) ? Object.keys(binary) : [])];
}

function madeKeys(object: ManifestObject, secret: string): string[] | undefined {
  if (madeName(object) !== secret) return undefined;
  const { kind, content } = object;
  if (kind === 'SealedSecret') {
    const spec = sealedShape.safeParse(content).data?.spec;
    return [...Object.keys(spec?.encryptedData ?? {}), ...Object.keys(spec?.template?.data ?? {})];
  }
  const spec = externalShape.safeParse(content).data?.spec;
  const isWhole = spec && spec.dataFrom.length === 0 && spec.target?.template === undefined;
  if (!isWhole) return undefined;
  return spec.data.map(({ secretKey }) => secretKey);
}
