import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** Grafana responds, and the credentials allow its data sources to be read. */
export const dashboardGrafanaResponds = defineCheck({
  id: 'TL901',
  link: 'dashboard',
  title: 'Grafana responds',
  proves: 'Grafana responds, its database works, and the credentials allow its data sources to be read',
  explain:
    'Grafana decides what a dashboard shows: which data source it queries, and whether it exists at all. A token of a ' +
    'service account with the role Viewer and the permission datasources:read is enough; an organization other than ' +
    'the first is selected by the header X-Grafana-Org-Id. If Grafana cannot be reached from here, nothing is judged.',
  severity: 'error',
  modes: [],
  needs: ['grafana'],
  run: async ({ grafana }) => {
    const health = await grafana.health();
    if (!health.ok) return unknown(`${grafana.url} cannot be read: ${health.error}`);
    const { version, database } = health.value;
    const title = `Grafana${version === '' ? '' : ` ${version}`}`;
    const seen = { source: `${grafana.url}/api/health`, saw: `${title}, database ${database}` };
    if (database !== 'ok') {
      return fail(`the database of ${title} does not work: ${database}`, [seen], {
        affects: ['no dashboard opens'],
        fix: { kind: 'manual', text: "read Grafana's log for why its database does not respond" },
      });
    }
    const sources = await grafana.dataSources();
    if (!sources.ok) return unknown(`its data sources cannot be read: ${sources.error}`, [seen]);
    return pass(`${title} has ${counted(sources.value.length, 'data source')}`, [seen]);
  },
});
