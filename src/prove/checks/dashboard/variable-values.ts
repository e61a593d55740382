import { counted } from '../../../shared/text/count.ts';
import { resultOf } from '../../views/result.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { arrivedNames } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { emptyVariables, labelsNeeded, variablesAsking } from '../../evidence/dashboard-variables.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { metricOf } from '../../evidence/meant-metric.ts';
import { judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { queriesFix } from '../../fix/edit-queries.ts';
import { valueEdits } from '../../promql/index.ts';
import { shownDashboards } from '../../evidence/shown-dashboards.ts';

/** The same as the time range of the generated dashboard. */
const WINDOW = '6h';

/** Variables of dashboards have values. */
export const dashboardVariableValues = defineCheck({
  id: 'TL904',
  link: 'dashboard',
  title: 'Variables have values',
  proves: 'each label_values() variable over an expected metric finds values, and opens with one of them',
  explain:
    'A variable that finds no value leaves every panel that filters by it empty: its query filters by a value that no ' +
    'series has, its regular expression drops all values, or it keeps an old value because it never refreshes. The ' +
    'backend is queried for the series of the last 6 hours; filters that are variables themselves are left out.',
  severity: 'warning',
  modes: [69],
  needs: ['backend', arrival, expected, shownDashboards],
  uses: ['readers'],
  dependsOn: ['TL501'],
  run: async ({ backend, arrival, expected, shownDashboards, readers }) => {
    const arrived = arrivedNames(arrival);
    // If the metric itself did not arrive, the variable is not the cause.
    const asking = variablesAsking(shownDashboards.dashboards).filter(({ name }) =>
      arrived.has(metricOf(name, expected)?.prometheus ?? ''),
    );
    if (asking.length === 0) return skip('no variable lists a label of a metric that has arrived');
    // One request, however many variables there are.
    const names = [...new Set(asking.map(({ name }) => name))].join('|');
    const stored = await resultOf(
      backend.api.groups(
        `last_over_time({__name__=~${JSON.stringify(names)}}[${WINDOW}])`,
        labelsNeeded(asking),
        arrival.at,
      ),
    );
    if (!stored.ok) return unknown(`the backend could not be queried: ${stored.error}`);
    const empty = emptyVariables(asking, stored.value);
    const [first] = empty;
    if (!first) {
      const seen = judged(
        asking.map((one) => ({
          source: one.dashboard.file,
          saw: `variable ${one.variable.name} queries ${one.variable.query}`,
        })),
      );
      return seen
        ? pass(counted(asking.length, 'variable has values', 'variables have values'), seen)
        : unknown('no variable was judged');
    }
    const { variable, dashboard, wrongFilter } = first;
    const query = readers?.queries.find(({ where }) => where === `variable ${variable.name}`);
    const [only, second] = wrongFilter?.values ?? [];
    const patch =
      readers && query && wrongFilter && only !== undefined && second === undefined
        ? queriesFix(
            readers,
            [{ query, edits: valueEdits(query.expression, wrongFilter.label, wrongFilter.value, only) }],
            `replace ${wrongFilter.value} by ${only}`,
          )
        : undefined;
    return warn(
      `${counted(empty.length, 'variable matches', 'variables match')} nothing: ${variable.name} of ${dashboard.title}`,
      empty.map((one) => ({
        source: one.dashboard.file,
        saw: `variable ${one.variable.name} queries ${one.variable.query}: ${one.why}`,
      })),
      {
        affects: empty.map((one) => `the panels that filter by $${one.variable.name}`),
        ...(query ? { location: { file: query.file, line: query.line } } : {}),
        fix: patch ?? {
          kind: 'manual',
          text: wrongFilter
            ? `filter by a ${wrongFilter.label} that exists: ${wrongFilter.values.slice(0, 5).join(', ')}`
            : `change the query of the variable ${variable.name} to a stored series, and let it refresh when the dashboard opens`,
        },
      },
    );
  },
});
