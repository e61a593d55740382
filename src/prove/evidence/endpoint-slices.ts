import { z } from 'zod';
import { nameOf, type ObjectRef } from '../network/index.ts';
import type { ManifestObject, ManifestSet } from '../sources/index.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';

const sliceShape = z.object({
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()),
        conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
        targetRef: z.object({ name: z.string() }).partial().nullish(),
      }),
    )
    .nullish(),
  ports: z
    .array(
      z.object({ name: z.string().nullish(), port: z.number().nullish(), protocol: z.string().nullish() }),
    )
    .nullish(),
});

/** Endpoints of a Service, out of its EndpointSlices. */
export interface Endpoints {
  readonly slices: readonly ManifestObject[];
  /** Pods by name, else addresses. */
  readonly ready: readonly string[];
  readonly notReady: readonly string[];
  readonly ports: readonly { readonly name: string; readonly port: number | undefined }[];
}

/** @see https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions */
export function endpointsOf(service: ObjectRef, manifests: ManifestSet): Endpoints {
  const slices = manifests.objects.filter(
    (object) =>
      object.kind === 'EndpointSlice' &&
      object.labels[SERVICE_LABEL] === service.name &&
      manifests.namespaceOf(object) === service.namespace,
  );
  const parsed = slices.flatMap(({ content }) => sliceShape.safeParse(content).data ?? []);
  const endpoints = parsed.flatMap((slice) => slice.endpoints ?? []);
  const named = (ready: boolean): string[] =>
    endpoints
      // What is not said counts as ready.
      .filter(({ conditions }) => (conditions?.ready ?? true) === ready)
      .map(({ targetRef, addresses }) => targetRef?.name ?? addresses.join(', '));
  return {
    slices,
    ready: named(true),
    notReady: named(false),
    ports: parsed.flatMap((slice) =>
      (slice.ports ?? []).map(({ name, port }) => ({ name: name ?? '', port: port ?? undefined })),
    ),
  };
}

/** In words: `monitoring/prometheus-k8s: 1 ready (prometheus-k8s-0), 0 not ready; ports web 9090` */
export function describeEndpoints(service: ObjectRef, { ready, notReady, ports }: Endpoints): string {
  const list = (names: readonly string[]): string =>
    names.length === 0 ? '' : ` (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`;
  const open = ports.map(({ name, port }) => `${name} ${port ?? 'any'}`.trim()).join(', ') || 'none';
  return `${nameOf(service)}: ${ready.length} ready${list(ready)}, ${notReady.length} not ready${list(notReady)}; ports ${open}`;
}
