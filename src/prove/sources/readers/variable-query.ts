import { isRecord } from '../../../shared/text/is-record.ts';

/** The values of one label, on the series that a selector selects. */
export interface LabelValues {
  readonly selector: string;
  readonly label: string;
}

/** Since Grafana 7 the query of a Prometheus variable is an object that contains the text. */
export function variableText(query: unknown): string {
  const inner = isRecord(query) && 'query' in query ? query['query'] : query;
  return typeof inner === 'string' ? inner : '';
}

/** What `label_values(selector, label)` lists. */
export function labelValuesIn(query: string): LabelValues | undefined {
  const [, selector, label] = /^label_values\(\s*(.+?)\s*,\s*(\w+)\s*\)$/s.exec(query.trim()) ?? [];
  return selector === undefined || label === undefined ? undefined : { selector, label };
}

/** The expression of `query_result(expression)`. */
export function queryResultIn(query: string): string | undefined {
  return /^query_result\(\s*(.+?)\s*\)$/s.exec(query.trim())?.[1];
}
