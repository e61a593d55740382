import { tryJson } from '../../shared/text/try-json.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import {
  configMapOf,
  type Dashboard,
  jsonEntries,
  type ManifestObject,
  type ManifestSet,
  readDashboard,
  type Workload,
} from '../sources/index.ts';

/** A ConfigMap that contains dashboards. */
export interface DashboardMap {
  readonly object: ManifestObject;
  readonly dashboards: readonly Dashboard[];
}

/** How Grafana loads dashboards, by the manifests. */
export interface Provisioning {
  /** Undefined if the manifests do not include Grafana. */
  readonly grafana: Workload | undefined;
  /** Labels that a sidecar selects ConfigMaps by; a value of undefined matches any. */
  readonly labels: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly maps: readonly DashboardMap[];
  /** Those that no sidecar selects and no pod mounts. */
  readonly notLoaded: readonly DashboardMap[];
}

/** The ConfigMaps with dashboards among the manifests, and which of them Grafana loads. */
export const provisioning = defineEvidence({
  name: 'provisioning',
  needs: ['manifests'],
  answer: ({ manifests }) => {
    const grafana = manifests.workloads.find(({ containers }) => containers.includes('grafana'));
    const labels = grafana ? sidecarLabels(grafana) : [];
    const maps = dashboardMaps(manifests);
    const isLoaded = ({ object }: DashboardMap): boolean =>
      isMounted(object, manifests) || (grafana ? isSelected(object, labels) : hasDashboardLabel(object));
    const read: Provisioning = { grafana, labels, maps, notLoaded: maps.filter((map) => !isLoaded(map)) };
    return known(read);
  },
});

function dashboardMaps({ objects }: ManifestSet): DashboardMap[] {
  return objects.flatMap((object) => {
    const configMap = configMapOf(object);
    const texts = configMap ? jsonEntries(configMap) : [];
    const dashboards = texts.flatMap((text) => readDashboard(object.file, tryJson(text), text) ?? []);
    return dashboards.length > 0 ? [{ object, dashboards }] : [];
  });
}

function sidecarLabels({ running }: Workload): Provisioning['labels'] {
  return running.flatMap(({ env }) => {
    const variable = (name: string): string | undefined => env.find((one) => one.name === name)?.value;
    // kiwigrid/k8s-sidecar reads its label from these variables.
    const key = variable('LABEL');
    return key === undefined ? [] : [{ key, value: variable('LABEL_VALUE') || undefined }];
  });
}

function isMounted(object: ManifestObject, manifests: ManifestSet): boolean {
  const namespace = manifests.namespaceOf(object);
  return manifests.workloads.some(
    ({ pod, configMaps }) => pod.namespace === namespace && configMaps.includes(object.name),
  );
}

function isSelected({ labels: own }: ManifestObject, labels: Provisioning['labels']): boolean {
  return labels.some(({ key, value }) => (value === undefined ? key in own : own[key] === value));
}

function hasDashboardLabel({ labels }: ManifestObject): boolean {
  return Object.keys(labels).some((key) => /dashboard/i.test(key));
}
