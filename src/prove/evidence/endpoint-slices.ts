import { nameOf, type ObjectRef } from '../network/index.ts';
import { endpointSlice, type ManifestObject, type ManifestSet, serviceOfSlice } from '../sources/index.ts';

/** Endpoints of a Service, from its EndpointSlices. */
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
      serviceOfSlice(object) === service.name && manifests.namespaceOf(object) === service.namespace,
  );
  const parsed = slices.flatMap((object) => endpointSlice(object) ?? []);
  const endpoints = parsed.flatMap((slice) => slice.endpoints);
  const named = (ready: boolean): string[] =>
    endpoints
      // An endpoint without the condition counts as ready.
      .filter(({ conditions }) => (conditions?.ready ?? true) === ready)
      .map(({ targetRef, addresses }) => targetRef?.name ?? addresses.join(', '));
  return {
    slices,
    ready: named(true),
    notReady: named(false),
    ports: parsed.flatMap((slice) => slice.ports.map(({ name, port }) => ({ name: name ?? '', port }))),
  };
}

/** In words: `monitoring/prometheus-k8s: 1 ready (prometheus-k8s-0), 0 not ready; ports web 9090` */
export function describeEndpoints(service: ObjectRef, { ready, notReady, ports }: Endpoints): string {
  const list = (names: readonly string[]): string =>
    names.length === 0 ? '' : ` (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`;
  const open = ports.map(({ name, port }) => `${name} ${port ?? 'any'}`.trim()).join(', ') || 'none';
  return `${nameOf(service)}: ${ready.length} ready${list(ready)}, ${notReady.length} not ready${list(notReady)}; ports ${open}`;
}
