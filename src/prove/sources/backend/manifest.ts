import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../../shared/text/is-record.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { fromPrometheusResource, isPrometheusResource } from './manifest-operator.ts';
import { fromWorkload, isWorkload } from './manifest-workload.ts';
import { DescriptionError } from './settings-file.ts';

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
  return isRecord(object) && Array.isArray(object['items']) ? object['items'] : [object];
}
