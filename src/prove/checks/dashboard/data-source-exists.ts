import { counted } from '../../../shared/text/count.ts';
import type { Dashboard } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import {
  asksByVariables,
  dataSources,
  deadReferences,
  usualPrometheus,
} from '../../evidence/grafana-data-sources.ts';
import { isSameDashboard, shownDashboards } from '../../evidence/shown-dashboards.ts';
import { sourceFix } from '../../fix/data-source.ts';

const WHY = {
  variable: 'the dashboard has no variable of this name',
  stranger: 'no data source has this uid or name',
} as const;

/** Panels query a data source that exists. */
export const dashboardDataSourceExists = defineCheck({
  id: 'TL902',
  link: 'dashboard',
  title: 'Data sources of panels exist',
  proves:
    'each data source that a panel or a variable names exists in Grafana, or is a variable of the dashboard',
  explain:
    'A dashboard that was exported "for sharing" names its data source ${DS_PROMETHEUS}. Only an import by hand replaces ' +
    'it; a dashboard that is provisioned from a file or a ConfigMap keeps it, and each panel shows that the data source ' +
    'was not found. The same happens with a uid of another Grafana. Give the data source a fixed uid, or add a variable ' +
    'of the type datasource to the dashboard.',
  severity: 'error',
  modes: [67],
  needs: [shownDashboards],
  uses: ['readers', 'grafana', dataSources],
  run: async ({ shownDashboards, readers, grafana, dataSources: sources }) => {
    const { dashboards } = shownDashboards;
    const inGrafana = shownDashboards.from === 'grafana';
    // A file may be for another Grafana than the given one, so its uids are not judged.
    const wrong = deadReferences(dashboards, inGrafana ? sources : undefined);
    const [first] = wrong;
    if (!first) {
      if (grafana && !sources) return unknown("Grafana's data sources cannot be read: see TL901");
      const seen = judged(dashboards.map(({ file, title }) => ({ source: file, saw: `dashboard ${title}` })));
      if (!seen) return unknown('no dashboard can be read');
      return inGrafana || dashboards.every(asksByVariables)
        ? pass(
            `${counted(dashboards.length, 'dashboard names', 'dashboards name')} data sources that exist`,
            seen,
          )
        : unknown(
            'only Grafana knows whether the uids in the files are those of data sources: --grafana URL',
          );
    }
    if (first.kind === 'stranger') {
      const lacks = await grafana?.lacksDataSource(first.reference.source);
      if (lacks && !lacks.ok) return unknown(lacks.error);
      if (lacks?.value === false)
        return unknown(`${first.reference.source} exists, and these credentials may not list it`);
    }
    const evidence = wrong.slice(0, 10).map(({ dashboard, reference, kind }) => ({
      source: inGrafana ? dashboard.file : `${dashboard.file}:${reference.line}`,
      saw: `${reference.where} queries ${reference.source}: ${WHY[kind]}`,
    }));
    if (grafana && sources && sources.length > 0) {
      evidence.push({
        source: `${grafana.url}/api/datasources`,
        saw: sources.map(({ uid, name, type }) => `${name} (${type}): uid ${uid}`).join('; '),
      });
    }
    const file = readers?.dashboards.find((one) => isSameDashboard(one, first.dashboard));
    const details = {
      affects: [...new Set(wrong.map(({ reference }) => reference.where))],
      ...(file ? { location: { file: file.file, line: lineIn(file, first.reference.source) } } : {}),
      fix: sourceFix(
        file && readers?.files.get(file.file),
        file?.file,
        first.reference.source,
        sources && usualPrometheus(sources),
      ),
    };
    const message = `${counted(wrong.length, 'reference names', 'references name')} a data source that does not exist: ${first.reference.source}`;
    // An import by hand asks for the value of each input.
    const isExport = !inGrafana && dashboards.some(({ inputs }) => inputs.length > 0);
    return isExport
      ? warn(`${message}; only an import by hand replaces it`, evidence, details)
      : fail(message, evidence, details);
  },
});

function lineIn({ references }: Dashboard, source: string): number {
  return references.find((one) => one.source === source)?.line ?? 1;
}
