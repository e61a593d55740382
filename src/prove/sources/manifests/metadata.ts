import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import { labels, text } from './shape-parts.ts';

export const metadataShape = z.object({
  name: text,
  generateName: text,
  namespace: text,
  labels,
  annotations: labels,
});

export const metadataOrEmpty = metadataShape.nullish().transform((given) => given ?? metadataShape.parse({}));

export const headerShape = z.object({ apiVersion: z.string().optional(), kind: z.string() });

/** What every Kubernetes object has. */
export const objectShape = z.object({ apiVersion: z.string(), kind: z.string(), metadata: metadataOrEmpty });

const annotated = z.object({ metadata: metadataOrEmpty });

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations of an object; none where they cannot be read. */
export function annotationsOf(content: unknown): Readonly<Record<string, string>> {
  return annotated.safeParse(content).data?.metadata.annotations ?? {};
}

/** The object as `kubectl apply` was given it; undefined where it keeps no such record. */
export function lastApplied(content: unknown): unknown {
  const { annotations } = annotated.safeParse(content).data?.metadata ?? {};
  return tryJson(annotations?.[LAST_APPLIED] ?? '');
}
