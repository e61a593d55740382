import type { DashboardShape, DataSourceReference, Target } from './dashboard-shape.ts';
import { dialectOf, languageOf } from './data-source-language.ts';
import { createLocator } from './json-locator.ts';
import type { ReaderQuery } from './query.ts';
import { templateIn } from './template.ts';
import { labelValuesIn, queryResultIn, variableText } from './variable-query.ts';

/** The text that contains a dashboard, and the line of the file on which it begins. */
export interface DashboardText {
  readonly file: string;
  readonly text: string;
  readonly firstLine: number;
}

/** Queries of the panels, of the variables and of the annotations. */
export function dashboardQueries(
  { panels, variables, annotations, inputs }: DashboardShape,
  { file, text, firstLine }: DashboardText,
): ReaderQuery[] {
  const locate = createLocator(text, firstLine);
  const types = new Map([
    ...inputs.flatMap(({ name, pluginId }) => (pluginId === undefined ? [] : [[name, pluginId] as const])),
    ...variables
      .filter(({ type }) => type === 'datasource')
      .map(({ name, query }) => [name, variableText(query)] as const),
  ]);
  const query = (where: string, expression: string, source: DataSourceReference): ReaderQuery => {
    const language = templateIn(expression) ?? languageOf(source, types);
    const dialect = dialectOf(source, types);
    return {
      file,
      where,
      expression,
      ...locate(expression),
      ...(language === undefined ? {} : { language }),
      ...(dialect === undefined ? {} : { dialect }),
    };
  };
  const ofTarget = (where: string, target: Target, source: DataSourceReference): ReaderQuery[] => {
    const own = target.datasource ?? source;
    const expression = target.expr ?? otherQuery(target);
    if (expression === undefined || expression.trim() === '') return [];
    // A query that is not in `expr` is none of Prometheus.
    if (target.expr === undefined && languageOf(own, types) === undefined) return [];
    return [query(where, expression, own)];
  };
  return [
    ...panels.flatMap(({ title, targets = [], expr = [], datasource }) => [
      ...targets.flatMap((target) => ofTarget(panelName(title), target, datasource)),
      ...expr.map((one) => ({ ...query(panelName(title), one, undefined), dialect: 'MetricsQL' as const })),
    ]),
    ...variables.flatMap(({ name, query: given, datasource }) => {
      const asked = variableText(given);
      const listed = labelValuesIn(asked);
      const expression = listed?.selector ?? queryResultIn(asked);
      if (expression === undefined) return [];
      const found = query(`variable ${name}`, expression, datasource);
      return [listed ? { ...found, asksLabel: listed.label } : found];
    }),
    ...annotations.flatMap(({ name, datasource, expr, target }) =>
      ofTarget(
        `annotation "${name ?? 'without a name'}"`,
        { ...target, expr: target?.expr ?? expr, datasource: target?.datasource },
        datasource,
      ),
    ),
  ];
}

export function panelName(title: string | undefined): string {
  return `panel "${title ?? 'without a title'}"`;
}

function otherQuery({ rawSql, query }: Target): string | undefined {
  return [rawSql, query].find((one): one is string => typeof one === 'string');
}
