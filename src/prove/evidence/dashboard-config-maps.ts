import { tryJson } from '../../shared/text/try-json.ts';
import {
  configMapOf,
  type Dashboard,
  describeDashboard,
  type ManifestObject,
  type ManifestSet,
  type Workload,
} from '../sources/index.ts';

/** A ConfigMap that holds dashboards. */
export interface DashboardMap {
  readonly object: ManifestObject;
  readonly dashboards: readonly Dashboard[];
}

export function dashboardMaps({ objects }: ManifestSet): DashboardMap[] {
  return objects.flatMap((object) => {
    const data = configMapOf(object)?.data ?? {};
    const dashboards = Object.entries(data).flatMap(([key, text]) =>
      key.endsWith('.json') ? (describeDashboard(object.file, tryJson(text), text) ?? []) : [],
    );
    return dashboards.length > 0 ? [{ object, dashboards }] : [];
  });
}

/** Where Grafana takes dashboards from, as far as the manifests show Grafana. */
export interface Provisioning {
  readonly grafana: Workload | undefined;
  /** Labels that a sidecar looks for, with the value that it wants; undefined where any will do. */
  readonly labels: readonly { readonly key: string; readonly value: string | undefined }[];
}

export function provisioningOf({ workloads }: ManifestSet): Provisioning {
  const grafana = workloads.find(({ containers }) => containers.includes('grafana'));
  const labels = (grafana?.running ?? []).flatMap(({ env }) => {
    const variable = (name: string): string | undefined => env.find((one) => one.name === name)?.value;
    // kiwigrid/k8s-sidecar is told so what to look for.
    const key = variable('LABEL');
    return key === undefined ? [] : [{ key, value: variable('LABEL_VALUE') || undefined }];
  });
  return { grafana, labels };
}

/** Whether anything takes a ConfigMap up: a sidecar by its label, or a pod that mounts it. */
export function isTakenUp(
  { object }: DashboardMap,
  manifests: ManifestSet,
  { grafana, labels }: Provisioning,
): boolean {
  const namespace = manifests.namespaceOf(object);
  const isMounted = manifests.workloads.some(
    ({ pod, configMaps }) => pod.namespace === namespace && configMaps.includes(object.name),
  );
  if (isMounted) return true;
  if (!grafana) return Object.keys(object.labels).some((key) => /dashboard/i.test(key));
  return labels.some(({ key, value }) =>
    value === undefined ? key in object.labels : object.labels[key] === value,
  );
}
