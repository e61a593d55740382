import { counted } from '../../../shared/text/count.ts';
import type { ManifestObject } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Fix, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { type DashboardMap, provisioning } from '../../evidence/dashboard-config-maps.ts';
import { isSameDashboard } from '../../evidence/shown-dashboards.ts';
import { labelFix } from '../../fix/dashboard-label.ts';

/** Dashboards are in Grafana. */
export const dashboardProvisioned = defineCheck({
  id: 'TL905',
  link: 'dashboard',
  title: 'Dashboards are provisioned',
  proves: 'each given dashboard is in Grafana, and Grafana loads each ConfigMap that contains one',
  explain:
    'A dashboard in a ConfigMap is shown only if Grafana loads it: by its sidecar, which selects ConfigMaps by a label ' +
    '(grafana_dashboard by default), or by a volume that mounts it. A given Grafana is searched by uid, then by title. ' +
    'Without Grafana among the manifests, a ConfigMap without such a label is not judged: what mounts it is not known.',
  severity: 'error',
  modes: [70],
  needs: [],
  uses: ['readers', 'manifests', 'grafana', provisioning],
  run: async ({ readers, manifests, grafana, provisioning }) => {
    const hasFiles = readers !== undefined && readers.dashboards.length > 0;
    const stored = hasFiles ? await grafana?.dashboards() : undefined;
    const notLoaded = provisioning?.notLoaded ?? [];
    const hints = notLoaded.map(hintOf);
    const fixOf = (map: DashboardMap | undefined): Fix | undefined =>
      map && manifests && provisioning && labelFix(map, manifests, provisioning);

    const absent = stored?.ok
      ? stored.value.flatMap(({ wanted, found }) => (wanted && !found ? wanted : []))
      : [];
    // Only a uid proves absence: a search by title leaves out what these credentials may not read.
    const missing = absent.filter(({ uid }) => uid !== undefined);
    const [first] = missing;
    if (first) {
      const holder = notLoaded.find(({ dashboards }) =>
        dashboards.some((one) => isSameDashboard(one, first)),
      );
      return fail(
        `${counted(missing.length, 'dashboard is', 'dashboards are')} not in Grafana: ${first.title}`,
        [
          ...missing.map(({ file, uid, title }) => ({
            source: grafana?.url ?? '',
            saw: `no dashboard with the uid ${uid ?? '(none)'} or the title ${title}, of ${file}`,
          })),
          ...hints,
        ],
        {
          ...(holder ? { location: locationOf(holder.object) } : {}),
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
        `no dashboard with the title ${absent[0]?.title} is visible; give it a uid to make sure`,
        hints,
      );
    const inGrafana = judged(
      (stored?.ok ? stored.value : []).flatMap(({ wanted }) =>
        wanted ? [{ source: grafana?.url ?? '', saw: `has ${wanted.title}, of ${wanted.file}` }] : [],
      ),
    );
    if (stored?.ok && inGrafana)
      return pass(`${counted(stored.value.length, 'dashboard is', 'dashboards are')} in Grafana`, inGrafana);

    const [map] = notLoaded;
    const fix = fixOf(map);
    if (map && !provisioning?.grafana)
      return unknown(
        `the manifests contain no Grafana: whether it loads the ConfigMap ${map.object.name} is not known`,
        hints,
      );
    if (map && fix) {
      const titles = map.dashboards.map(({ title }) => title).join(', ');
      return warn(`Grafana does not load ${titles} from the ConfigMap ${map.object.name}`, hints, {
        location: locationOf(map.object),
        affects: map.dashboards.map(({ title }) => `dashboard ${title}`),
        fix,
      });
    }
    if (stored && !stored.ok) return unknown(stored.error);
    const maps = provisioning?.maps ?? [];
    const loaded = judged(
      maps.map(({ object: { file, line, name } }) => ({
        source: `${file}:${line}`,
        saw: `ConfigMap ${name}`,
      })),
    );
    return loaded
      ? pass(`Grafana loads ${maps.length} ConfigMaps with dashboards`, loaded)
      : unknown(
          'no dashboards were given: --dashboards PATH with --grafana URL, or their ConfigMaps by --manifests DIR',
        );
  },
});

function locationOf({ file, line }: ManifestObject): { readonly file: string; readonly line: number } {
  return { file, line };
}

function hintOf({ object: { file, line, name, labels } }: DashboardMap): Evidence {
  const all = Object.entries(labels).map(([key, value]) => `${key}: ${value}`);
  const shown = all.length === 0 ? 'no label' : `the labels ${all.join(', ')}`;
  return {
    source: `${file}:${line}`,
    saw: `ConfigMap ${name} has ${shown}, and no given workload mounts it`,
  };
}
