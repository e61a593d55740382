import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Dashboard } from '../sources/index.ts';

export interface ShownDashboards {
  readonly dashboards: readonly Dashboard[];
  readonly from: 'grafana' | 'files';
}

/** The dashboards as people see them: as Grafana has them, else as the files have them. */
export const shownDashboards = defineEvidence({
  name: 'shownDashboards',
  needs: [],
  uses: ['readers', 'grafana'],
  answer: async ({ readers, grafana }) => {
    const stored = await grafana?.dashboards();
    const inGrafana = stored?.ok ? stored.value.flatMap(({ found }) => found ?? []) : [];
    const inFiles = readers?.dashboards ?? [];
    if (inGrafana.length + inFiles.length === 0)
      return notKnown(
        stored && !stored.ok ? stored.error : 'no dashboards were given: --dashboards PATH, --grafana URL',
      );
    // Grafana's copy comes first: provisioning may have changed the file's content.
    const shown: ShownDashboards =
      inGrafana.length > 0
        ? { dashboards: inGrafana, from: 'grafana' }
        : { dashboards: inFiles, from: 'files' };
    return known(shown);
  },
});

/** Whether a file and Grafana's copy are the same dashboard: by uid, or by title if the file has no uid. */
export function isSameDashboard(file: Dashboard, other: Dashboard): boolean {
  return file.uid === undefined ? file.title === other.title : file.uid === other.uid;
}
