import {
  type Listener,
  backendsOf,
  collectorConfigsIn,
  collectorListeners,
  DescriptionError,
  type ManifestObject,
  type ManifestSet,
  type Workload,
} from '../sources/index.ts';

/** Addresses that a workload listens on, and the source that says so. */
export interface Listening {
  readonly listeners: readonly Listener[];
  readonly source: string;
}

/**
 * What a workload listens on, by its flags or its configuration; the ports that its containers declare open nothing.
 * Undefined where that is not known: another program, several containers, a variable.
 */
export function listeningOf(workload: Workload, manifests: ManifestSet): Listening | undefined {
  const { object, running } = workload;
  if (running.length > 1) return undefined;
  const collector = collectorOf(workload, manifests);
  if (collector) return collector;
  const source = `${object.file}: ${object.kind} ${object.name}`;
  try {
    const [only, second] = backendsOf(
      object.content,
      mountedMaps(workload, manifests).map(({ content }) => content),
    );
    return only?.listeners && !second ? { listeners: only.listeners, source } : undefined;
  } catch (error) {
    if (error instanceof DescriptionError) return undefined;
    throw error;
  }
}

/** The only collector configuration that the workload mounts, or that it is made of. */
function collectorOf(workload: Workload, manifests: ManifestSet): Listening | undefined {
  const objects = [workload.object, ...mountedMaps(workload, manifests)];
  const [only, second] = objects.flatMap(collectorConfigsIn);
  const listeners = only && !second ? collectorListeners(only) : undefined;
  // Without an otlp receiver another check speaks.
  return only && listeners && listeners.length > 0 ? { listeners, source: only.source } : undefined;
}

function mountedMaps({ pod, configMaps }: Workload, manifests: ManifestSet): ManifestObject[] {
  return configMaps.flatMap((name) => manifests.find('ConfigMap', { namespace: pod.namespace, name }) ?? []);
}
