import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { dashboardQueries, panelName } from './dashboard-queries.ts';
import { type DashboardShape, type DataSourceReference, parseDashboard } from './dashboard-shape.ts';
import type { ReaderQuery } from './query.ts';
import { type LabelValues, labelValuesIn, variableText } from './variable-query.ts';

/** Where a dashboard names a data source. */
export interface SourceReference {
  /** `panel "Tokens"`, `variable model`. */
  readonly where: string;
  /** As written: a uid, a name, or a variable such as `${DS_PROMETHEUS}`. */
  readonly source: string;
  readonly line: number;
}

/** A variable of a dashboard. */
export interface DashboardVariable {
  readonly name: string;
  readonly type: string;
  /** `label_values(metric, label)`, or the type of a data source. */
  readonly query: string;
  /** What `label_values` lists; undefined where the query is another one. */
  readonly listed: LabelValues | undefined;
  /** The value that the dashboard opens with; undefined if it has none, or several. */
  readonly current: string | undefined;
  /** Only values that match it are kept; empty if all are. */
  readonly regex: string;
  /** Whether its values are queried again when the dashboard opens. */
  readonly refreshes: boolean;
}

/** A Grafana dashboard. */
export interface Dashboard {
  /** The file that contains it; for a dashboard read from Grafana, its address. */
  readonly file: string;
  readonly uid: string | undefined;
  readonly title: string;
  readonly queries: readonly ReaderQuery[];
  readonly references: readonly SourceReference[];
  readonly variables: readonly DashboardVariable[];
  /** Names whose values an import by hand asks for; nothing else replaces them. */
  readonly inputs: readonly string[];
}

/**
 * Reads a dashboard.
 *
 * @param value the dashboard, parsed
 * @param text that contains it, for line numbers
 * @param firstLine line of the file on which the text begins
 * @returns undefined if the value is not a dashboard
 */
export function readDashboard(
  file: string,
  value: unknown,
  text: string,
  firstLine = 1,
): Dashboard | undefined {
  const parsed = parseDashboard(value);
  if (!parsed) return undefined;
  const { uid, title, variables, inputs } = parsed;
  return {
    file,
    uid,
    title,
    queries: dashboardQueries(parsed, { file, text, firstLine }),
    references: referencesOf(parsed, text, firstLine),
    variables: variables.map(({ name, type, query, current, regex, refresh }) => ({
      name,
      type,
      query: variableText(query),
      listed: labelValuesIn(variableText(query)),
      current: typeof current?.value === 'string' ? current.value : undefined,
      regex: regex ?? '',
      refreshes: Number(refresh ?? 0) > 0,
    })),
    inputs: inputs.map(({ name }) => name),
  };
}

function referencesOf(
  { panels, variables }: DashboardShape,
  text: string,
  firstLine: number,
): SourceReference[] {
  const named = (where: string, given: DataSourceReference): SourceReference[] => {
    const source = typeof given === 'string' ? given : given?.uid;
    return source ? [{ where, source, line: firstLine - 1 + lineOfSource(text, source) }] : [];
  };
  return [
    ...panels.flatMap((panel) =>
      [panel, ...(panel.targets ?? [])].flatMap(({ datasource }) =>
        named(panelName(panel.title), datasource),
      ),
    ),
    ...variables.flatMap(({ name, datasource }) => named(`variable ${name}`, datasource)),
  ];
}

/** Line of the first reference to the source. */
function lineOfSource(text: string, source: string): number {
  const quoted = escapeRegExp(JSON.stringify(source));
  const at = text.search(new RegExp(`"(?:uid|datasource)"\\s*:\\s*${quoted}`));
  return text.slice(0, Math.max(0, at)).split('\n').length;
}
