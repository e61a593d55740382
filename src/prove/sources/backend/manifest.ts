import { parseAllDocuments } from 'yaml';
import { chartReleases, valuesFile } from '../manifests/charts.ts';
import { readObjects } from '../manifests/documents.ts';
import { headerShape } from '../manifests/metadata.ts';
import { isPrometheus } from '../manifests/prometheus-resource.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { backendOfChart } from './manifest-chart.ts';
import { fromPrometheusResource } from './manifest-operator.ts';
import { backendsInWorkload } from './manifest-workload.ts';
import { DescriptionError } from './settings-file.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/**
 * The backends that a file describes: Prometheus resources of the Prometheus Operator, workloads that run Prometheus,
 * VictoriaMetrics or Mimir, releases of charts, and values of a chart.
 *
 * @throws {DescriptionError} where the text is not YAML
 */
export function backendsInManifest(text: string): BackendManifest[] {
  const objects = parseAllDocuments(text, QUIET).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new DescriptionError(`is not valid YAML: ${error.message.split('\n')[0] ?? ''}`);
    return itemsOf(document.toJS() as unknown);
  });
  const values = valuesFile('', text);
  const charts = [...chartReleases(readObjects('', text).objects), ...(values ? [values] : [])];
  return [...objects.flatMap((object) => backendsOf(object, objects)), ...charts.map(backendOfChart)];
}

/**
 * The backends that one object describes.
 *
 * @param others ConfigMaps with the configuration are among them
 * @throws {DescriptionError} where the Prometheus Operator rejects the object
 */
export function backendsOf(object: unknown, others: readonly unknown[]): BackendManifest[] {
  const header = headerShape.safeParse(object).data;
  if (header && isPrometheus(header)) return [fromPrometheusResource(object)];
  return backendsInWorkload(object, others);
}

/** The items of a `List`; any other object is one item. */
function itemsOf(object: unknown): unknown[] {
  return isRecord(object) && Array.isArray(object['items']) ? object['items'] : [object];
}
