import type { Dashboard } from '../../sources/index.ts';
import { answered } from '../../views/backend.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { emptyVariables, labelsNeeded, variablesAsking } from '../../evidence/dashboard-variables.ts';
import { expectedFor, metricOf } from '../../evidence/queries.ts';
import { renamingFix } from '../../fix/rename-metric.ts';

/** As far back as the generated dashboard looks. */
const WINDOW = '6h';

/** Variables of dashboards have values. */
export const dashboardVariableValues = defineCheck({
  id: 'TL904',
  link: 'dashboard',
  title: 'Variables have values',
  proves: 'each label_values() variable over an expected metric finds values, and opens with one of them',
  explain:
    'A variable that finds no value leaves every panel that filters by it empty: it asks with a filter that no series ' +
    'has, drops all values by its regular expression, or keeps a value of another day because it never refreshes. The ' +
    'backend is asked for the series of the last 6 hours; filters that are variables themselves are left out.',
  severity: 'warning',
  modes: [69],
  needs: ['backend', 'contract', arrival],
  uses: ['readers', 'grafana'],
  dependsOn: ['TL501'],
  run: async ({ backend, contract, arrival, readers, grafana }) => {
    const shown = await grafana?.dashboards();
    const inGrafana = shown?.ok ? shown.value.flatMap(({ found }) => found ?? []) : [];
    // Grafana's own copy is the one that is shown.
    const dashboards: readonly Dashboard[] = inGrafana.length > 0 ? inGrafana : (readers?.dashboards ?? []);
    if (dashboards.length === 0) return unknown('no dashboards were given: --dashboards PATH, --grafana URL');
    const { metrics, at } = arrival;
    const expected = await expectedFor(contract, backend);
    const arrived = new Set(
      metrics.filter(({ status }) => status === 'arrived').map(({ prometheus }) => prometheus),
    );
    // Of a metric that is not there at all the variable is not at fault.
    const asking = variablesAsking(dashboards).filter(({ name }) =>
      arrived.has(metricOf(name, expected)?.prometheus ?? ''),
    );
    if (asking.length === 0) return pass('no variable asks for a label of a metric that has arrived');
    // One request, however many variables there are.
    const names = [...new Set(asking.map(({ name }) => name))].join('|');
    const stored = await answered(
      backend.api.groups(
        `last_over_time({__name__=~${JSON.stringify(names)}}[${WINDOW}])`,
        labelsNeeded(asking),
        at,
      ),
    );
    if (!stored.ok) return unknown(`the backend could not be asked: ${stored.error}`);
    const empty = emptyVariables(asking, stored.value);
    const [first] = empty;
    if (!first) return pass(`${asking.length} variables have values`);
    const { variable, dashboard, wrongFilter } = first;
    const query = readers?.queries.find(({ where }) => where === `variable ${variable.name}`);
    const [only, second] = wrongFilter?.values ?? [];
    const patch =
      readers && query && wrongFilter && only !== undefined && second === undefined
        ? renamingFix(readers, [
            { file: query.file, written: query.written, from: wrongFilter.value, to: only },
          ])
        : undefined;
    return warn(
      `${empty.length} variables match nothing: ${variable.name} of ${dashboard.title}`,
      empty.map((one) => ({
        source: one.dashboard.file,
        saw: `variable ${one.variable.name} asks ${one.variable.query}: ${one.why}`,
      })),
      {
        affects: empty.map((one) => `the panels that filter by $${one.variable.name}`),
        ...(query ? { location: { file: query.file, line: query.line } } : {}),
        fix: patch ?? {
          kind: 'manual',
          text: wrongFilter
            ? `ask for a ${wrongFilter.label} that there is: ${wrongFilter.values.slice(0, 5).join(', ')}`
            : `let the variable ${variable.name} ask for what is stored, and refresh when the dashboard opens`,
        },
      },
    );
  },
});
