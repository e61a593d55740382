import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { type DashboardShape, type DataSourceReference, parseDashboard } from './dashboard-shape.ts';
import { languageOf } from './data-source-language.ts';
import { createLocator } from './json-locator.ts';
import type { ReaderQuery } from './query.ts';

/** Where a dashboard names a data source. */
export interface SourceReference {
  /** `panel "Tokens"`, `variable model`. */
  readonly where: string;
  /** As written: a uid, a name, or a variable such as `${DS_PROMETHEUS}`. */
  readonly source: string;
  readonly line: number;
}

/** The values of one label, on the series that a selector selects. */
export interface LabelValues {
  readonly selector: string;
  readonly label: string;
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
 * @param text of the file, for line numbers
 * @returns undefined if the value is not a dashboard
 */
export function readDashboard(file: string, value: unknown, text: string): Dashboard | undefined {
  const parsed = parseDashboard(value);
  if (!parsed) return undefined;
  const { uid, title, variables, inputs } = parsed;
  return {
    file,
    uid,
    title,
    queries: queriesOf(parsed, file, text),
    references: referencesOf(parsed, text),
    variables: variables.map(({ name, type, query, current, regex, refresh }) => ({
      name,
      type,
      query: queryText(query),
      listed: labelValuesIn(queryText(query)),
      current: typeof current?.value === 'string' ? current.value : undefined,
      regex: regex ?? '',
      refreshes: Number(refresh ?? 0) > 0,
    })),
    inputs,
  };
}

function queriesOf({ panels, variables }: DashboardShape, file: string, text: string): ReaderQuery[] {
  const locate = createLocator(text);
  const queryAt = (where: string, expression: string): ReaderQuery => ({
    file,
    where,
    expression,
    ...locate(expression),
  });
  const types = new Map(
    variables
      .filter(({ type }) => type === 'datasource')
      .map(({ name, query }) => [name, queryText(query)] as const),
  );
  return [
    ...panels.flatMap(({ title, targets = [], datasource }) =>
      targets.flatMap(({ expr = '', datasource: own }) => {
        if (expr.trim() === '') return [];
        const language = languageOf(own ?? datasource, types);
        return [{ ...queryAt(panelName(title), expr), ...(language === undefined ? {} : { language }) }];
      }),
    ),
    ...variables.flatMap(({ name, query }) => {
      const listed = labelValuesIn(queryText(query));
      return listed ? [{ ...queryAt(`variable ${name}`, listed.selector), asksLabel: listed.label }] : [];
    }),
  ];
}

function referencesOf({ panels, variables }: DashboardShape, text: string): SourceReference[] {
  const named = (where: string, given: DataSourceReference): SourceReference[] => {
    const source = typeof given === 'string' ? given : given?.uid;
    return source ? [{ where, source, line: lineOfSource(text, source) }] : [];
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

function panelName(title: string | undefined): string {
  return `panel "${title ?? 'without a title'}"`;
}

/** Since Grafana 7 the query of a Prometheus variable is an object that contains the text. */
function queryText(query: unknown): string {
  const inner = isRecord(query) && 'query' in query ? query['query'] : query;
  return typeof inner === 'string' ? inner : '';
}

function labelValuesIn(query: string): LabelValues | undefined {
  const [, selector, label] = /^label_values\(\s*(.+?)\s*,\s*(\w+)\s*\)$/.exec(query.trim()) ?? [];
  return selector === undefined || label === undefined ? undefined : { selector, label };
}

/** Line of the first reference to the source. */
function lineOfSource(text: string, source: string): number {
  const quoted = escapeRegExp(JSON.stringify(source));
  const at = text.search(new RegExp(`"(?:uid|datasource)"\\s*:\\s*${quoted}`));
  return text.slice(0, Math.max(0, at)).split('\n').length;
}
