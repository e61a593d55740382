import type { DataSourceReference } from './dashboard-shape.ts';

/** Data sources whose expressions are PromQL, or for which each query names its own data source. */
const PROMQL = new Set([
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'victoriametrics-datasource',
  'victoriametrics-metrics-datasource',
  'datasource',
  'grafana',
  'mixed',
]);

const LANGUAGES: Readonly<Record<string, string>> = {
  loki: 'LogQL',
  'victoriametrics-logs-datasource': 'LogsQL',
};

/** Variables of type `datasource`: the type of data source that each lists, by name. */
export type SourceTypes = ReadonlyMap<string, string>;

/** The language of a query by the whole type of its data source; undefined for PromQL, and where no type is known. */
export function languageOf(source: DataSourceReference, types: SourceTypes): string | undefined {
  const type = typeOf(source, types);
  if (type === undefined || PROMQL.has(type)) return undefined;
  return LANGUAGES[type] ?? `a query of a data source of type ${type}`;
}

function typeOf(source: DataSourceReference, types: SourceTypes): string | undefined {
  const written = typeof source === 'object' ? (source?.type ?? source?.uid) : source;
  const variable = /^\$\{?(\w+)|^\[\[(\w+)/.exec(written ?? '');
  if (variable) return types.get(variable[1] ?? variable[2] ?? '');
  // A uid or a name does not name the type.
  return typeof source === 'object' ? (source?.type ?? undefined) : undefined;
}
