import { type Matcher, QueryError, type QuerySelector, readQuery } from '../../promql/index.ts';
import type { Dashboard } from '../../sources/index.ts';

/** A variable that takes the values of a label. */
export interface AskingVariable {
  readonly dashboard: Dashboard;
  readonly variable: Dashboard['variables'][number];
  readonly selector: QuerySelector;
  readonly label: string;
}

const LABEL_VALUES = /^label_values\(\s*(.+?)\s*,\s*(\w+)\s*\)$/;

/** The variables that ask `label_values(selector, label)`; what they ask otherwise is not judged. */
export function variablesAsking(dashboards: readonly Dashboard[]): AskingVariable[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.variables.flatMap((variable) => {
      const [, written, label] = LABEL_VALUES.exec(variable.query.trim()) ?? [];
      if (variable.type !== 'query' || written === undefined || label === undefined) return [];
      const selector = onlySelector(written);
      return selector ? [{ dashboard, variable, selector, label }] : [];
    }),
  );
}

/** What a variable's regular expression leaves of values, as Grafana reads it; all where it cannot be read. */
export function takenBy(regex: string, values: readonly string[]): readonly string[] {
  if (regex === '') return values;
  const [, pattern = regex, flags = ''] = /^\/(.*)\/([gimsuy]*)$/.exec(regex) ?? [];
  try {
    const wanted = new RegExp(pattern, flags.replaceAll(/[gy]/g, ''));
    return values.filter((value) => wanted.test(value));
  } catch {
    // One that hangs on a variable of the dashboard is none until that has a value.
    return values;
  }
}

/** A selector of matchers, as PromQL writes it. */
export function selectorWritten(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ label, operator, value }) => `${quoted(label)}${operator}${JSON.stringify(value)}`).join(',')}}`;
}

function onlySelector(written: string): QuerySelector | undefined {
  try {
    const { selectors } = readQuery(written);
    return selectors.length === 1 ? selectors[0] : undefined;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

function quoted(label: string): string {
  return /^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label);
}
