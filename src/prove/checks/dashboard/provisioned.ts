import type { Dashboard } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import {
  type DashboardMap,
  dashboardMaps,
  isTakenUp,
  provisioningOf,
} from '../../evidence/dashboard-config-maps.ts';
import { labelFix } from '../../fix/dashboard-label.ts';

/** Dashboards are in Grafana. */
export const dashboardProvisioned = defineCheck({
  id: 'TL905',
  link: 'dashboard',
  title: 'Dashboards are provisioned',
  proves: 'each dashboard that was given is in Grafana, and each ConfigMap with one is taken up by Grafana',
  explain:
    'A dashboard in a ConfigMap is shown only where something takes it up: the sidecar of Grafana, which looks for a ' +
    'label (grafana_dashboard by default), or a volume of Grafana that mounts it. Grafana itself is asked by uid, then ' +
    'by title, where it is given. Manifests without Grafana among them show no more than a hint, so it is a note.',
  severity: 'error',
  modes: [70],
  needs: [],
  uses: ['readers', 'manifests', 'grafana'],
  run: async ({ readers, manifests, grafana }) => {
    const stored = grafana && (readers?.dashboards ?? []).length > 0 ? await grafana.dashboards() : undefined;
    const maps = manifests ? dashboardMaps(manifests) : [];
    const provisioning = manifests && provisioningOf(manifests);
    const idle = maps.filter((map) => manifests && provisioning && !isTakenUp(map, manifests, provisioning));
    const fixOf = (map: DashboardMap | undefined) =>
      map && manifests && provisioning ? labelFix(map, manifests, provisioning) : undefined;
    const hints = idle.map(({ object }) => ({
      source: `${object.file}:${object.line}`,
      saw: `ConfigMap ${object.name} has ${labelsText(object.labels)}, and nothing mounts it`,
    }));
    const absent = stored?.ok
      ? stored.value.flatMap(({ wanted, found }) => (wanted && !found ? wanted : []))
      : [];
    // A search shows only what these credentials may see; a uid that is not there is told apart from one of others.
    const missing = absent.filter(({ uid }) => uid !== undefined);
    const [first] = missing;
    if (first) {
      const holder = idle.find(({ dashboards }) => dashboards.some((one) => isSame(one, first)));
      return fail(
        `${missing.length} dashboards are not in Grafana: ${first.title}`,
        [
          ...missing.map(({ file, uid, title }) => ({
            source: grafana?.url ?? '',
            saw: `no dashboard of the uid ${uid ?? '(none)'} and none of the title ${title}, of ${file}`,
          })),
          ...hints,
        ],
        {
          ...(holder ? { location: { file: holder.object.file, line: holder.object.line } } : {}),
          affects: missing.map(({ title }) => `dashboard ${title}`),
          fix: fixOf(holder) ?? {
            kind: 'manual',
            text: `import ${first.file} into Grafana, or provision it by a ConfigMap with the label grafana_dashboard`,
          },
        },
      );
    }
    if (absent.length > 0)
      return unknown(
        `no dashboard named ${absent[0]?.title} is to be seen; give it a uid, to be sure`,
        hints,
      );
    if (stored?.ok) return pass(`${stored.value.length} dashboards are in Grafana`);
    const [map] = idle;
    if (map && manifests && provisioning) {
      const message = `nothing takes up ${map.dashboards.map(({ title }) => title).join(', ')} in the ConfigMap ${map.object.name}`;
      return warn(message, hints, {
        severity: provisioning.grafana ? 'warning' : 'note',
        location: { file: map.object.file, line: map.object.line },
        affects: map.dashboards.map(({ title }) => `dashboard ${title}`),
        fix: labelFix(map, manifests, provisioning),
      });
    }
    if (stored && !stored.ok) return unknown(stored.error);
    return maps.length > 0
      ? pass(`${maps.length} ConfigMaps with dashboards are taken up`)
      : unknown(
          'no dashboards were given: --dashboards PATH with --grafana URL, or their ConfigMaps by --manifests DIR',
        );
  },
});

function labelsText(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}: ${value}`);
  return all.length === 0 ? 'no label' : `the labels ${all.join(', ')}`;
}

function isSame(one: Dashboard, other: Dashboard): boolean {
  return one.uid === undefined ? one.title === other.title : one.uid === other.uid;
}
