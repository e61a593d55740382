import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** Grafana answers, and lets itself be asked. */
export const dashboardGrafanaAnswers = defineCheck({
  id: 'TL901',
  link: 'dashboard',
  title: 'Grafana answers',
  proves: 'Grafana answers, its database works, and the credentials let its data sources be read',
  explain:
    'What a dashboard shows is decided in Grafana: which data source it asks, and whether it is there at all. A token of ' +
    'a service account with the role Viewer and the permission datasources:read suffices; an organization other than ' +
    'the first is named by the header X-Grafana-Org-Id. Where Grafana cannot be reached from here nothing is judged.',
  severity: 'error',
  modes: [],
  needs: ['grafana'],
  run: async ({ grafana }) => {
    const health = await grafana.health();
    if (!health.ok) return unknown(`${grafana.url} cannot be asked: ${health.error}`);
    const { version, database } = health.value;
    const title = `Grafana${version === '' ? '' : ` ${version}`}`;
    const seen = { source: `${grafana.url}/api/health`, saw: `${title}, database ${database}` };
    if (database !== 'ok') {
      return fail(`${title} has lost its database: ${database}`, [seen], {
        affects: ['no dashboard opens'],
        fix: { kind: 'manual', text: "see Grafana's own log for why its database does not answer" },
      });
    }
    const sources = await grafana.dataSources();
    if (!sources.ok) return unknown(`its data sources cannot be read: ${sources.error}`, [seen]);
    return pass(`${title} has ${sources.value.length} data sources`, [seen]);
  },
});
