import { isVariable, type Matcher, QueryError, readQuery } from '../promql/index.ts';
import type { Dashboard, SeriesLabels } from '../sources/index.ts';

/** A variable that takes the values of a label. */
export interface AskingVariable {
  readonly dashboard: Dashboard;
  readonly variable: Dashboard['variables'][number];
  /** The series whose labels it takes. */
  readonly name: string;
  /** Its filters, but for those by other variables. */
  readonly filters: readonly Matcher[];
  readonly label: string;
}

/** A variable without a value to open with. */
export interface EmptyVariable extends AskingVariable {
  readonly why: string;
  /** Its only filter by a value, where no series has that one, and the values that there are. */
  readonly wrongFilter:
    | (Pick<Matcher, 'label' | 'value'> & { readonly values: readonly string[] })
    | undefined;
}

const LABEL_VALUES = /^label_values\(\s*(.+?)\s*,\s*(\w+)\s*\)$/;
/** What a variable holds that stands for all of its values, or for none. */
const OPEN = new Set(['$__all', 'All', '']);

/** The variables that ask `label_values(selector, label)`; what they ask otherwise is not judged. */
export function variablesAsking(dashboards: readonly Dashboard[]): AskingVariable[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.variables.flatMap((variable) => {
      const [, written, label] = LABEL_VALUES.exec(variable.query.trim()) ?? [];
      if (variable.type !== 'query' || written === undefined || label === undefined) return [];
      const matchers = onlySelector(written);
      const name = matchers?.find((one) => one.label === '__name__' && one.operator === '=')?.value;
      if (!matchers || name === undefined) return [];
      const filters = matchers.filter((one) => one.label !== '__name__' && !isVariable(one.value));
      return [{ dashboard, variable, name, filters, label }];
    }),
  );
}

/** The labels by which it can be told what the variables find. */
export function labelsNeeded(asking: readonly AskingVariable[]): string[] {
  const labels = asking.flatMap(({ label, filters }) => [label, ...filters.map((one) => one.label)]);
  return ['__name__', ...new Set(labels)];
}

/** @param stored the combinations of these labels that there are */
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
    const taken = takenBy(variable.regex, values);
    const { current = '' } = variable;
    const isOld = !OPEN.has(current) && !variable.refreshes && !taken.includes(current);
    if (taken.length > 0 && !isOld) return [];
    const why =
      values.length === 0
        ? 'no series of the last hours is so'
        : taken.length === 0
          ? `its expression ${variable.regex} takes none of ${values.slice(0, 5).join(', ')}`
          : `it opens with ${current} and never refreshes; there is ${taken.slice(0, 5).join(', ')}`;
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

/** What a variable's regular expression leaves of values, as Grafana reads it; all where it cannot be read. */
function takenBy(regex: string, values: readonly string[]): readonly string[] {
  if (regex === '') return values;
  const [, pattern = regex, flags = ''] = /^\/(.*)\/([gimsuy]*)$/.exec(regex) ?? [];
  try {
    const wanted = new RegExp(pattern, flags.replaceAll(/[gy]/g, ''));
    return values.filter((value) => wanted.test(value));
  } catch {
    // One that is made of other variables is an expression only once these have values.
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
