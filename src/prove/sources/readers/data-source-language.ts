import type { DataSourceReference } from './dashboard-shape.ts';

/** Data sources that evaluate MetricsQL, which contains most of PromQL. */
const METRICSQL = new Set(['victoriametrics-datasource', 'victoriametrics-metrics-datasource']);

/** Data sources whose expressions are PromQL, or for which each query names its own data source. */
const PROMQL = new Set([
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'datasource',
  'grafana',
  'mixed',
  ...METRICSQL,
]);

const LANGUAGES: Readonly<Record<string, string>> = {
  loki: 'LogQL',
  'victoriametrics-logs-datasource': 'LogsQL',
  mysql: 'SQL',
  postgres: 'SQL',
  'grafana-postgresql-datasource': 'SQL',
  mssql: 'SQL',
  'grafana-clickhouse-datasource': 'SQL',
  'vertamedia-clickhouse-datasource': 'SQL',
  'grafana-bigquery-datasource': 'SQL',
  'grafana-athena-datasource': 'SQL',
  'grafana-snowflake-datasource': 'SQL',
};

/** The type of data source that a name stands for: variables of type `datasource`, and inputs of an export. */
export type SourceTypes = ReadonlyMap<string, string>;

/** The language of a query by the whole type of its data source; undefined for PromQL, and where no type is known. */
export function languageOf(source: DataSourceReference, types: SourceTypes): string | undefined {
  const type = typeOf(source, types);
  if (type === undefined || PROMQL.has(type)) return undefined;
  return LANGUAGES[type] ?? `a query of a data source of type ${type}`;
}

/** MetricsQL, where the data source evaluates that: what is no PromQL may be valid. */
export function dialectOf(source: DataSourceReference, types: SourceTypes): 'MetricsQL' | undefined {
  return METRICSQL.has(typeOf(source, types) ?? '') ? 'MetricsQL' : undefined;
}

function typeOf(source: DataSourceReference, types: SourceTypes): string | undefined {
  const written = typeof source === 'object' ? (source?.type ?? source?.uid) : source;
  const variable = /^\$\{?(\w+)|^\[\[(\w+)/.exec(written ?? '');
  if (variable) return types.get(variable[1] ?? variable[2] ?? '');
  // A uid or a name does not name the type.
  return typeof source === 'object' ? (source?.type ?? undefined) : undefined;
}
