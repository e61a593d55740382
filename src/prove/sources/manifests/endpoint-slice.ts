import { z } from 'zod';
import type { ManifestObject } from './documents.ts';
import { flag, listOf, number, optional, text } from './shape-parts.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';

const sliceShape = z.object({
  endpoints: listOf(
    z.object({
      addresses: z.array(z.string()),
      conditions: optional(z.object({ ready: flag })),
      targetRef: optional(z.object({ name: text })),
    }),
  ),
  ports: listOf(z.object({ name: text, port: number, protocol: text })),
});

export type EndpointSlice = z.output<typeof sliceShape>;

/** Endpoints of an EndpointSlice of discovery.k8s.io/v1; undefined where it cannot be read. */
export function endpointSlice({ content }: ManifestObject): EndpointSlice | undefined {
  return sliceShape.safeParse(content).data;
}

/** Name of the Service that an EndpointSlice belongs to; undefined where the object is another. */
export function serviceOfSlice({ kind, labels }: ManifestObject): string | undefined {
  return kind === 'EndpointSlice' ? labels[SERVICE_LABEL] : undefined;
}
