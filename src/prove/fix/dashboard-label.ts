import { addToYamlMap } from '../../shared/edit/index.ts';
import type { ManifestSet } from '../sources/index.ts';
import type { Fix } from '../engine/outcome.ts';
import type { DashboardMap, Provisioning } from '../evidence/dashboard-config-maps.ts';
import { fixPath } from './paths.ts';
import { presentableDiff } from './presentable-diff.ts';

/** The label that the sidecar of Grafana's Helm charts selects by default. */
const USUAL_LABEL = 'grafana_dashboard';

/** The fix that adds the label of the sidecar to a ConfigMap: a diff if the file can be edited, else a text. */
export function labelFix(
  { object }: DashboardMap,
  manifests: ManifestSet,
  { grafana, labels }: Pick<Provisioning, 'grafana' | 'labels'>,
): Fix {
  const wanted = labels.find(({ key }) => /dashboard/i.test(key)) ?? labels[0];
  if (grafana && !wanted) {
    return {
      kind: 'manual',
      text: `mount the ConfigMap ${object.name} into ${grafana.object.name}, into the folder of a dashboard provider`,
    };
  }
  const { key, value = '1' } = wanted ?? { key: USUAL_LABEL };
  const text = `label the ConfigMap ${object.name} with ${key}: "${value}", which Grafana's sidecar selects`;
  const before = manifests.files.get(object.file);
  const path = [...object.path, 'metadata', 'labels'];
  const after = before === undefined ? undefined : addToYamlMap(before, object.document, path, key, value);
  if (before === undefined || after === undefined) return { kind: 'manual', text };
  const { root, file } = fixPath(object.file);
  const diff = presentableDiff(file, before, after);
  if (diff === undefined) return { kind: 'manual', text };
  return { kind: 'patch', text, root, file, diff, command: 'patch -p1 < fix.diff' };
}
