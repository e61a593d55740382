import { type Document, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import { SourceFileError } from '../config-file.ts';
import { dashboardQueries } from './dashboard.ts';
import type { ReaderQuery } from './query.ts';

/**
 * The expressions of a YAML file: a rule file of Prometheus, or documents among which there are PrometheusRule objects,
 * or ConfigMaps that hold dashboards.
 *
 * @returns undefined where the file holds none of them
 * @throws {SourceFileError} where it is no YAML
 */
export function ruleQueries(file: string, text: string): ReaderQuery[] | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) throw new SourceFileError(`${file} is not valid YAML: ${error.message.split('\n')[0]}`);
  const groups = documents.flatMap((document) => {
    const found =
      document.get('kind') === 'PrometheusRule'
        ? document.getIn(['spec', 'groups'], true)
        : document.get('groups', true);
    return isSeq(found) ? found.items : [];
  });
  const rules = groups.flatMap((group) => {
    const found = isMap(group) ? group.get('rules', true) : undefined;
    return isSeq(found) ? found.items.filter(isMap) : [];
  });
  const dashboards = documents
    .filter((document) => document.get('kind') === 'ConfigMap')
    .flatMap(inConfigMap);
  if (rules.length === 0 && dashboards.length === 0) return undefined;
  const inDashboards = dashboards.flatMap((json) => dashboardQueries(file, json, text) ?? []);
  const inRules = rules.flatMap((rule) => {
    const expression = rule.get('expr', true);
    if (!isScalar(expression) || typeof expression.value !== 'string') return [];
    const [from = 0, to = from] = expression.range ?? [];
    return [
      {
        file,
        line: lines.linePos(from).line,
        where: nameOf(rule),
        ...(typeof rule.get('record') === 'string' ? { records: String(rule.get('record')) } : {}),
        expression: expression.value,
        written: text.slice(from, to),
      },
    ];
  });
  return [...inRules, ...inDashboards];
}

/** Texts of the dashboards that ConfigMaps of a YAML file hold, and of whatever else there is JSON. */
export function dashboardsInYaml(text: string): string[] {
  return parseAllDocuments(text)
    .filter((document) => document.get('kind') === 'ConfigMap')
    .flatMap(inConfigMap);
}

/** Texts of the entries that are JSON; whether one is a dashboard is told by reading it. */
function inConfigMap(document: Document): string[] {
  const data = document.get('data', true);
  if (!isMap(data)) return [];
  return data.items.flatMap(({ key, value }) =>
    isScalar(key) && isScalar(value) && String(key.value).endsWith('.json') && typeof value.value === 'string'
      ? [value.value]
      : [],
  );
}

function nameOf(rule: YAMLMap): string {
  const alert: unknown = rule.get('alert');
  const record: unknown = rule.get('record');
  return typeof alert === 'string' ? `alert ${alert}` : `record ${typeof record === 'string' ? record : '?'}`;
}
