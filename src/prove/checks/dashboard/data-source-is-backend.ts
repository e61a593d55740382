import { counted } from '../../../shared/text/count.ts';
import { selectorOf } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { INSTANCE_LABELS, instanceOf } from '../../evidence/arrival/instance.ts';
import { arrivedNames } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { dataSources, prometheusOf, usualPrometheus } from '../../evidence/grafana-data-sources.ts';
import { shownDashboards } from '../../evidence/shown-dashboards.ts';

const MOST_SOURCES = 2;
/** Those that need no quotes in a query, which not every server takes there. */
const GROUPED_BY = INSTANCE_LABELS.filter((label) => !label.includes('.'));

/** The data source is the backend that the metrics arrive in. */
export const dashboardDataSourceIsBackend = defineCheck({
  id: 'TL903',
  link: 'dashboard',
  title: 'The data source is this backend',
  proves:
    "queried through Grafana, the dashboards' data source returns the gateway's series that the backend stores",
  explain:
    'A data source that points to another Prometheus answers every query with an empty result. The same count by job and ' +
    'instance is queried from the backend and, through Grafana, from the data source. If the backend has the series of ' +
    "the gateway and the data source has none of them, it is another server. Correct the data source's URL.",
  severity: 'error',
  modes: [68],
  needs: ['grafana', 'backend', arrival, expected, dataSources],
  uses: [shownDashboards],
  dependsOn: ['TL501', 'TL901'],
  run: async ({ grafana, backend, arrival, expected, dataSources: known, shownDashboards }) => {
    const inGrafana = shownDashboards?.from === 'grafana' ? shownDashboards.dashboards : [];
    const usual = usualPrometheus(known);
    const asked =
      inGrafana.length > 0 ? inGrafana.flatMap((one) => prometheusOf(one, known)) : [usual ?? []].flat();
    const sources = [...new Set(asked)].slice(0, MOST_SOURCES);
    if (sources.length === 0)
      return unknown('it is not known which Prometheus data source the dashboards query');
    const arrived = arrivedNames(arrival);
    const names = expected.filter(({ prometheus }) => arrived.has(prometheus)).map((one) => one.countSeries);
    if (names.length === 0) return unknown('the backend has no series of the service to compare by');
    const query = `count by (job, ${GROUPED_BY.join(', ')}) (${selectorOf(names, arrival.identity)})`;
    const instances = new Set(arrival.instances.map(({ instance }) => instance));
    const here = {
      source: backend.url,
      saw: `${counted(names.length, 'metric')} of ${selectorOf([], arrival.identity)}, of ${[...instances].join(', ') || 'no instance'}`,
    };
    const results = await Promise.all(
      sources.map(async (source) => ({ source, series: await grafana.series(source.uid, query) })),
    );
    const other = results.find(
      ({ series }) =>
        series.ok &&
        !series.value.some((labels) => {
          const instance = instanceOf(labels);
          // Where one side has no instance, any series of the job counts.
          return instance === undefined || instances.size === 0 || instances.has(instance);
        }),
    );
    if (!other) {
      const silent = results.find(({ series }) => !series.ok);
      if (silent && !silent.series.ok)
        return unknown(`${silent.source.name} cannot be queried: ${silent.series.error}`, [here]);
      return pass(`${sources.map(({ name }) => name).join(', ')} has what the backend has`, [here]);
    }
    const { source, series } = other;
    const theirs = series.ok && series.value.length > 0 ? series.value.map(shown).join('; ') : 'nothing';
    return fail(
      `the data source ${source.name} is another Prometheus: it has none of the service's series`,
      [
        here,
        { source: `${grafana.url}, data source ${source.name} at ${source.url}`, saw: `${query}: ${theirs}` },
      ],
      {
        affects: inGrafana.map(({ title }) => `dashboard ${title}`),
        fix: {
          kind: 'manual',
          text: `set the URL of the data source ${source.name} (uid ${source.uid}), now ${source.url}, to the URL at which Grafana reaches the backend; from here it is ${backend.url}`,
        },
      },
    );
  },
});

function shown(labels: Readonly<Record<string, string>>): string {
  return `job ${labels['job'] ?? 'none'}, instance ${labels['instance'] ?? 'none'}`;
}
