import { selectorOf } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { expectedFor } from '../../evidence/queries.ts';
import { prometheusOf, usualPrometheus } from '../../evidence/grafana-data-sources.ts';

const MOST_SOURCES = 2;
/** Prometheus' own, and what a server that keeps attributes as labels has. */
const INSTANCE_LABELS = ['instance', 'service_instance_id'];

/** The data source is the backend that the metrics arrive in. */
export const dashboardDataSourceIsBackend = defineCheck({
  id: 'TL903',
  link: 'dashboard',
  title: 'Data source is this backend',
  proves:
    "asked through Grafana, the dashboards' data source holds the gateway's series that the backend holds",
  explain:
    'A data source that points to another Prometheus answers every query, with nothing. The same count by job and ' +
    'instance is asked of the backend and, through Grafana, of the data source: where the backend has the series of ' +
    "the gateway and the data source has none of them, it is another one. Correct the data source's URL.",
  severity: 'error',
  modes: [68],
  needs: ['grafana', 'backend', 'contract', arrival],
  dependsOn: ['TL501', 'TL901'],
  run: async ({ grafana, backend, contract, arrival }) => {
    const [dashboards, known] = await Promise.all([grafana.dashboards(), grafana.dataSources()]);
    if (!known.ok) return unknown(known.error);
    const found = dashboards.ok ? dashboards.value.flatMap((one) => one.found ?? []) : [];
    const usual = usualPrometheus(known.value);
    const asked =
      found.length > 0 ? found.flatMap((one) => prometheusOf(one, known.value)) : [usual ?? []].flat();
    const sources = [...new Set(asked)].slice(0, MOST_SOURCES);
    if (sources.length === 0)
      return unknown('it is not known which Prometheus data source the dashboards ask');
    const { identity, metrics, instances: seen } = arrival;
    const expected = await expectedFor(contract, backend);
    const arrived = new Set(
      metrics.filter(({ status }) => status === 'arrived').map(({ prometheus }) => prometheus),
    );
    const names = expected.filter(({ prometheus }) => arrived.has(prometheus)).map((one) => one.countSeries);
    if (names.length === 0) return unknown('the backend holds no series of the gateway to compare by');
    const query = `count by (job, ${INSTANCE_LABELS.join(', ')}) (${selectorOf(names, identity)})`;
    const instances = new Set(seen.map(({ instance }) => instance));
    const mine = {
      source: backend.url,
      saw: `${names.length} metrics of ${selectorOf([], identity)}, of ${[...instances].join(', ') || 'no instance'}`,
    };
    const results = await Promise.all(
      sources.map(async (source) => ({ source, series: await grafana.series(source.uid, query) })),
    );
    const other = results.find(
      ({ series }) =>
        series.ok &&
        !series.value.some((labels) => {
          const instance = instanceOf(labels);
          // Where one side names none, any series is as good as its own.
          return instance === '' || instances.size === 0 || instances.has(instance);
        }),
    );
    if (!other) {
      const silent = results.find(({ series }) => !series.ok);
      if (silent && !silent.series.ok)
        return unknown(`${silent.source.name} cannot be asked: ${silent.series.error}`, [mine]);
      return pass(`${sources.map(({ name }) => name).join(', ')} holds what the backend holds`, [mine]);
    }
    const { source, series } = other;
    const theirs = series.ok && series.value.length > 0 ? series.value.map(told).join('; ') : 'nothing';
    return fail(
      `the data source ${source.name} is another Prometheus: it has none of the gateway's series`,
      [
        mine,
        { source: `${grafana.url}, data source ${source.name} at ${source.url}`, saw: `${query}: ${theirs}` },
      ],
      {
        affects: found.map(({ title }) => `dashboard ${title}`),
        fix: {
          kind: 'manual',
          text: `set the URL of the data source ${source.name} (uid ${source.uid}), now ${source.url}, to that of the backend as Grafana reaches it; here it is ${backend.url}`,
        },
      },
    );
  },
});

function instanceOf(labels: Readonly<Record<string, string>>): string {
  const label = INSTANCE_LABELS.find((name) => labels[name]);
  return label === undefined ? '' : (labels[label] ?? '');
}

function told(labels: Readonly<Record<string, string>>): string {
  return `job ${labels['job'] ?? 'none'}, instance ${labels['instance'] ?? 'none'}`;
}
