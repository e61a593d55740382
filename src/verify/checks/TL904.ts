import { isVariable, type Matcher } from '../../promql/index.ts';
import type { Dashboard } from '../../sources/index.ts';
import { answered } from '../backend-view.ts';
import { defineCheck } from '../define-check.ts';
import { pass, unknown, warn } from '../outcome.ts';
import { selectorWritten, takenBy, variablesAsking } from './dashboard-variables.ts';
import { expectedFor, metricOf } from './reader-facts.ts';
import { renamingFix } from './reader-fix.ts';

/** As far back as the generated dashboard looks. */
const WINDOW_MS = 6 * 3_600_000;
/** Each is a request. */
const MOST_VARIABLES = 3;
/** Of a variable that stands for all of its values. */
const ALL = new Set(['$__all', 'All', '.*', '']);

/** Variables of dashboards have values. */
export const TL904 = defineCheck({
  id: 'TL904',
  link: 'dashboard',
  title: 'Variables have values',
  proves: 'each label_values() variable over an expected metric finds values, and opens with one of them',
  explain:
    'A variable that finds no value leaves every panel that filters by it empty: it asks with a filter that no series ' +
    'has, drops all values by its regular expression, or keeps a value of another day because it never refreshes. Its ' +
    'query is asked of the backend, for the last 6 hours; variables within it are left out.',
  severity: 'warning',
  modes: [69],
  needs: ['backend', 'contract', 'arrival'],
  uses: ['readers', 'grafana'],
  dependsOn: ['TL501'],
  run: async ({ backend, contract, arrival, readers, grafana }) => {
    const stored = await grafana?.dashboards();
    const inGrafana = stored?.ok ? stored.value.flatMap(({ found }) => found ?? []) : [];
    // Grafana's own copy is the one that is shown.
    const dashboards: readonly Dashboard[] = inGrafana.length > 0 ? inGrafana : (readers?.dashboards ?? []);
    if (dashboards.length === 0) return unknown('no dashboards were given: --dashboards PATH, --grafana URL');
    const [{ metrics, at }, expected] = await Promise.all([arrival(), expectedFor(contract, backend)]);
    const arrived = new Set(
      metrics.filter(({ status }) => status === 'arrived').map(({ prometheus }) => prometheus),
    );
    const asking = variablesAsking(dashboards)
      // Of a metric that is not there at all the variable is not at fault.
      .filter(({ selector }) => arrived.has(metricOf(selector.name ?? '', expected)?.prometheus ?? ''))
      .slice(0, MOST_VARIABLES);
    if (asking.length === 0) return pass('no variable asks for a label of an expected metric');
    const answers = await Promise.all(
      asking.map(async (one) => {
        const fixed = one.selector.matchers.filter(({ value }) => !isVariable(value));
        const written = selectorWritten(fixed);
        const values = await answered(backend.api.labelValues(one.label, written, at - WINDOW_MS, at));
        return { ...one, fixed, written, values };
      }),
    );
    const silent = answers.flatMap(({ values }) => (values.ok ? [] : [values.error]));
    const wrong = answers.flatMap((one) => {
      if (!one.values.ok) return [];
      const { variable, values } = one;
      const taken = takenBy(variable.regex, values.value);
      const { current } = variable;
      const isOld =
        current !== undefined && !variable.refreshes && !ALL.has(current) && !taken.includes(current);
      if (taken.length > 0 && !isOld) return [];
      const why =
        values.value.length === 0
          ? `no series is ${one.written}`
          : taken.length === 0
            ? `${variable.regex} matches none of ${values.value.slice(0, 5).join(', ')}`
            : `it opens with ${current ?? ''} and never refreshes; there is ${taken.slice(0, 5).join(', ')}`;
      return [{ ...one, why }];
    });
    const [first] = wrong;
    if (!first) {
      return silent[0] === undefined
        ? pass(`${asking.length} variables have values`)
        : unknown(`the backend could not be asked: ${silent[0]}`);
    }
    const { variable, dashboard, fixed } = first;
    const instead = await valueInstead(fixed, (label, selector) =>
      answered(backend.api.labelValues(label, selector, at - WINDOW_MS, at)),
    );
    const query = readers?.queries.find(({ where }) => where === `variable ${variable.name}`);
    const patch =
      readers && query && instead?.only !== undefined
        ? renamingFix(readers, [
            { file: query.file, written: query.written, from: instead.matcher.value, to: instead.only },
          ])
        : undefined;
    return warn(
      `${wrong.length} variables match nothing: ${variable.name} of ${dashboard.title}`,
      wrong.map((one) => ({
        source: one.dashboard.file,
        saw: `variable ${one.variable.name} asks ${one.variable.query}: ${one.why}`,
      })),
      {
        affects: wrong.map((one) => `the panels that filter by $${one.variable.name}`),
        ...(query ? { location: { file: query.file, line: query.line } } : {}),
        fix: patch ?? {
          kind: 'manual',
          text: instead
            ? `ask for a ${instead.matcher.label} that there is: ${instead.values.slice(0, 5).join(', ')}`
            : `let the variable ${variable.name} ask for what is stored, and refresh when the dashboard opens`,
        },
      },
    );
  },
});

/** The filter on a value that nothing has, and the values that there are. */
async function valueInstead(
  fixed: readonly Matcher[],
  ask: (
    label: string,
    selector: string,
  ) => Promise<{ readonly ok: true; readonly value: readonly string[] } | { readonly ok: false }>,
): Promise<{ matcher: Matcher; values: readonly string[]; only: string | undefined } | undefined> {
  const [matcher, second] = fixed.filter(({ label, operator }) => label !== '__name__' && operator === '=');
  const name = fixed.filter(({ label }) => label === '__name__');
  if (!matcher || second) return undefined;
  const found = await ask(matcher.label, selectorWritten(name));
  if (!found.ok || found.value.length === 0 || found.value.includes(matcher.value)) return undefined;
  return { matcher, values: found.value, only: found.value.length === 1 ? found.value[0] : undefined };
}
