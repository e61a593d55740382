import type { Dashboard } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { asksByVariables, deadReferences, usualPrometheus } from '../../evidence/grafana-data-sources.ts';
import { sourceFix } from '../../fix/data-source.ts';

const WHY = { variable: 'nothing replaces', stranger: 'no data source has as its uid' } as const;

/** Panels ask a data source that exists. */
export const dashboardDataSourceExists = defineCheck({
  id: 'TL902',
  link: 'dashboard',
  title: 'Data sources of panels exist',
  proves:
    'each data source that a panel or a variable names is one of Grafana, or a variable of the dashboard',
  explain:
    'A dashboard that was exported "for sharing" names its data source ${DS_PROMETHEUS}. Only an import by hand replaces ' +
    'it; a dashboard that is provisioned from a file or a ConfigMap keeps it, and each panel says that the data source ' +
    'was not found. The same happens with a uid that another Grafana gave. Give the data source a fixed uid, or let ' +
    'the dashboard have a variable of the type datasource.',
  severity: 'error',
  modes: [67],
  needs: [],
  uses: ['readers', 'grafana'],
  run: async ({ readers, grafana }) => {
    const files = readers?.dashboards ?? [];
    const [stored, known] = await Promise.all([grafana?.dashboards(), grafana?.dataSources()]);
    const inGrafana = stored?.ok ? stored.value.flatMap(({ found }) => found ?? []) : [];
    const sources = known?.ok ? known.value : undefined;
    // Grafana's own copy is the one that is shown; a file may be replaced on its way into it.
    const judged = inGrafana.length > 0 ? inGrafana : files;
    if (judged.length === 0)
      return unknown(
        stored && !stored.ok ? stored.error : 'no dashboards were given: --dashboards PATH, --grafana URL',
      );
    // Without Grafana's own copy it is not known which Grafana the file is for.
    const wrong = deadReferences(judged, inGrafana.length > 0 ? sources : undefined);
    const [first] = wrong;
    if (!first) {
      if (known && !known.ok) return unknown(known.error);
      const isAsked = inGrafana.length > 0 || judged.every(asksByVariables);
      return isAsked
        ? pass(`${judged.length} dashboards name data sources that exist`)
        : unknown('whether the uids in the files are those of data sources, Grafana tells: --grafana URL');
    }
    if (first.kind === 'stranger') {
      const lacks = await grafana?.lacksDataSource(first.reference.source);
      if (lacks && !lacks.ok) return unknown(lacks.error);
      if (lacks?.value === false)
        return unknown(`${first.reference.source} is there, and these credentials may not list it`);
    }
    const usual = sources && usualPrometheus(sources);
    const evidence = wrong.slice(0, 10).map(({ dashboard, reference, kind }) => ({
      source: inGrafana.length > 0 ? dashboard.file : `${dashboard.file}:${reference.line}`,
      saw: `${reference.where} asks ${reference.source}, which ${WHY[kind]}`,
    }));
    if (grafana && sources && sources.length > 0) {
      evidence.push({
        source: `${grafana.url}/api/datasources`,
        saw: sources.map(({ uid, name, type }) => `${name} (${type}): uid ${uid}`).join('; '),
      });
    }
    const file = files.find((one) => isThe(one, first.dashboard));
    const details = {
      affects: [...new Set(wrong.map(({ reference }) => reference.where))],
      ...(file
        ? {
            location: {
              file: file.file,
              line: file.references.find(({ source }) => source === first.reference.source)?.line ?? 1,
            },
          }
        : {}),
      fix: sourceFix(file && readers?.files.get(file.file), file?.file, first.reference.source, usual),
    };
    const message = `${wrong.length} times a data source is asked that does not exist: ${first.reference.source}`;
    // An import by hand would ask what to put in its place.
    const isExport = inGrafana.length === 0 && judged.some(({ inputs }) => inputs.length > 0);
    return isExport
      ? warn(`${message}; only an import by hand replaces it`, evidence, details)
      : fail(message, evidence, details);
  },
});

function isThe(file: Dashboard, other: Dashboard): boolean {
  return file === other || (file.uid === undefined ? file.title === other.title : file.uid === other.uid);
}
