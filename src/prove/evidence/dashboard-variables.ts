import { type Matcher, metricName, QueryError, readQuery } from '../promql/index.ts';
import type { Dashboard, SeriesLabels } from '../sources/index.ts';

/** A variable that lists the values of a label. */
export interface AskingVariable {
  readonly dashboard: Dashboard;
  readonly variable: Dashboard['variables'][number];
  /** The series whose label values it lists. */
  readonly name: string;
  /** Its filters, without those that use other variables. */
  readonly filters: readonly Matcher[];
  readonly label: string;
}

/** A variable that opens without a usable value. */
export interface EmptyVariable extends AskingVariable {
  readonly why: string;
  /** Its only filter, if no series has that value, and the stored values. */
  readonly wrongFilter:
    | (Pick<Matcher, 'label' | 'value'> & { readonly values: readonly string[] })
    | undefined;
}

/** Current values that mean all values, or none. */
const OPEN = new Set(['$__all', 'All', '']);

/** The variables that query `label_values(selector, label)`; other queries are not judged. */
export function variablesAsking(dashboards: readonly Dashboard[]): AskingVariable[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.variables.flatMap((variable) => {
      const { type, listed } = variable;
      if (type !== 'query' || !listed) return [];
      const matchers = onlySelector(listed.selector);
      const name = matchers && metricName(matchers);
      if (!matchers || name === undefined) return [];
      const filters = matchers.filter((one) => one.label !== '__name__' && !one.isVariable);
      return [{ dashboard, variable, name, filters, label: listed.label }];
    }),
  );
}

/** The labels that are needed to evaluate the variables. */
export function labelsNeeded(asking: readonly AskingVariable[]): string[] {
  const labels = asking.flatMap(({ label, filters }) => [label, ...filters.map((one) => one.label)]);
  return ['__name__', ...new Set(labels)];
}

/** @param stored the stored combinations of these labels */
export function emptyVariables(
  asking: readonly AskingVariable[],
  stored: readonly SeriesLabels[],
): EmptyVariable[] {
  return asking.flatMap((one) => {
    const { variable, name, filters, label } = one;
    const series = stored.filter((labels) => labels['__name__'] === name);
    const chosen = series.filter((labels) =>
      filters.every((filter) => filter.matches(labels[filter.label] ?? '')),
    );
    const values = valuesOf(chosen, label);
    const kept = keptBy(variable.regex, values);
    const { current = '' } = variable;
    const isOld = !OPEN.has(current) && !variable.refreshes && !kept.includes(current);
    if (kept.length > 0 && !isOld) return [];
    const why =
      values.length === 0
        ? 'no series of the last hours matches'
        : kept.length === 0
          ? `its regular expression ${variable.regex} matches none of ${values.slice(0, 5).join(', ')}`
          : `it opens with ${current} and never refreshes; stored values are ${kept.slice(0, 5).join(', ')}`;
    return [{ ...one, why, wrongFilter: values.length === 0 ? wrongFilterOf(filters, series) : undefined }];
  });
}

function wrongFilterOf(
  filters: readonly Matcher[],
  series: readonly SeriesLabels[],
): EmptyVariable['wrongFilter'] {
  const [filter, second] = filters;
  if (!filter || second || filter.operator !== '=') return undefined;
  const { label, value } = filter;
  const values = valuesOf(series, label);
  return values.length === 0 || values.includes(value) ? undefined : { label, value, values };
}

/** The values that a variable's regular expression keeps, as Grafana applies it; all if it cannot be parsed. */
function keptBy(regex: string, values: readonly string[]): readonly string[] {
  if (regex === '') return values;
  const [, pattern = regex, flags = ''] = /^\/(.*)\/([gimsuy]*)$/.exec(regex) ?? [];
  try {
    const wanted = new RegExp(pattern, flags.replaceAll(/[gy]/g, ''));
    return values.filter((value) => wanted.test(value));
  } catch {
    // An expression that contains other variables is valid only after they are replaced.
    return values;
  }
}

function valuesOf(series: readonly SeriesLabels[], label: string): string[] {
  return [...new Set(series.map((labels) => labels[label] ?? ''))].filter((value) => value !== '').toSorted();
}

function onlySelector(written: string): readonly Matcher[] | undefined {
  try {
    const { selectors } = readQuery(written);
    return selectors.length === 1 ? selectors[0]?.matchers : undefined;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}
