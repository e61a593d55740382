import { parseAllDocuments } from 'yaml';
import type { Backend, Flavour, Version } from '../../translate/index.ts';
import { fromPrometheusResource, isPrometheusResource } from './manifest-operator.ts';
import { fromWorkload, isWorkload } from './manifest-workload.ts';
import { DescriptionError } from './settings-file.ts';

/** A backend as a manifest describes it, before there is a server to ask. */
export interface BackendManifest {
  /** Kind and name, such as `Prometheus monitoring/k8s`. */
  readonly object: string;
  readonly flavour: Flavour;
  /** Null where the manifest does not say. */
  readonly version: Version | null;
  readonly settings: Backend['settings'];
  readonly receiver: 'on' | 'off' | 'unknown';
  /** What else the manifest leaves open of the settings, in words. */
  readonly open: readonly string[];
}

/**
 * The backends that a file of manifests describes: Prometheus resources of the Prometheus Operator, and workloads
 * that run Prometheus, VictoriaMetrics or Mimir.
 *
 * @throws {DescriptionError} where the text is no YAML
 */
export function backendsInManifest(text: string): BackendManifest[] {
  const objects = parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new DescriptionError(`is not valid YAML: ${error.message.split('\n')[0] ?? ''}`);
    return itemsOf(document.toJS() as unknown);
  });
  return objects.flatMap((object): BackendManifest[] => {
    if (isPrometheusResource(object)) return [fromPrometheusResource(object)];
    return isWorkload(object) ? fromWorkload(object, objects) : [];
  });
}

/** A `List` stands for its items. */
function itemsOf(object: unknown): unknown[] {
  if (typeof object === 'object' && object !== null && 'items' in object && Array.isArray(object.items)) {
    return object.items;
  }
  return [object];
}
