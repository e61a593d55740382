import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import { TRACKING_ANNOTATION } from './argo-application.ts';

/** The names of the keys of a Secret in a live cluster, and never their values. */
export type SecretKeys =
  | {
      readonly state: 'known';
      readonly keys: readonly string[];
      /** Argo CD applies it, or another object makes it: a sync may change its keys. */
      readonly managed?: boolean;
    }
  | { readonly state: 'absent' }
  /** `why` says what to grant where a right is missing. */
  | { readonly state: 'unknown'; readonly why: string };

/**
 * The metadata alone: its managed fields name each key of `data` that some writer set. The response has no `data`; the
 * annotation of a client-side `kubectl apply` can repeat the values, and nothing of it is kept.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** The label by which Argo CD tracks objects where it does not use its annotation. */
const INSTANCE_LABEL = 'app.kubernetes.io/instance';

const entries = z.record(z.string(), z.unknown());
const metadataShape = z.object({
  metadata: z.object({
    annotations: entries.nullish(),
    labels: entries.nullish(),
    /** A SealedSecret or an ExternalSecret is the owner of the Secret that it makes. */
    ownerReferences: z.array(z.unknown()).nullish(),
    managedFields: z
      .array(
        z.object({
          fieldsV1: z
            .object({
              'f:data': entries.optional(),
              'f:stringData': entries.optional(),
              'f:type': z.unknown().optional(),
            })
            .optional(),
        }),
      )
      .nullish(),
  }),
});

/**
 * Reads which keys a Secret has, by one request that needs `get` on it.
 *
 * @throws {UnreachableError} where the API server does not respond
 */
export async function readSecretKeys(
  http: HttpSource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<SecretKeys> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  const { status, body } = await http.get(path, [], { accept: METADATA_ONLY });
  if (status === 404) return { state: 'absent' };
  if (status === 401) return { state: 'unknown', why: 'the cluster does not know these credentials (401)' };
  if (status === 403) {
    return {
      state: 'unknown',
      why: `may not get it: grant get on secrets/${name} in the namespace ${namespace}`,
    };
  }
  const parsed = status === 200 ? metadataShape.safeParse(tryJson(body)) : undefined;
  if (!parsed?.success) return { state: 'unknown', why: `${path} answered ${status}` };
  const fields = (parsed.data.metadata.managedFields ?? []).flatMap(({ fieldsV1 }) => fieldsV1 ?? []);
  // Who created it has its type: without this entry some were removed. Server-side apply of stringData owns that field,
  // and not the keys of data that it becomes. A key that is not named may then be there.
  const isWhole =
    fields.some((each) => each['f:type'] !== undefined || each['f:data']) &&
    !fields.some((each) => each['f:stringData']);
  if (!isWhole) return { state: 'unknown', why: 'its managed fields do not name all of its keys' };
  const keys = fields.flatMap((each) =>
    Object.keys(each['f:data'] ?? {}).flatMap((field) =>
      field.startsWith('f:') ? [field.slice('f:'.length)] : [],
    ),
  );
  const { annotations, labels, ownerReferences } = parsed.data.metadata;
  const isManaged =
    annotations?.[TRACKING_ANNOTATION] !== undefined ||
    labels?.[INSTANCE_LABEL] !== undefined ||
    (ownerReferences ?? []).length > 0;
  return { state: 'known', keys: [...new Set(keys)].toSorted(), ...(isManaged ? { managed: true } : {}) };
}
