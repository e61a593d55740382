import { type Document, isMap, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import { isConfigMap } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import { SourceFileError } from '../config-file.ts';
import { configMapOf } from '../manifests/config-map.ts';
import { jsonEntries } from './config-map-dashboards.ts';
import { type Dashboard, readDashboard } from './dashboard.ts';
import type { ReaderQuery } from './query.ts';
import { indentQuotedLines } from './quoted-lines.ts';
import { ruleQueries, rulesIn } from './rules.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** What one file contains. */
export interface ReaderFile {
  readonly dashboards: readonly Dashboard[];
  /** Queries of rules and dashboards. */
  readonly queries: readonly ReaderQuery[];
}

/**
 * Reads a dashboard (JSON), or a YAML file with rules, with PrometheusRule and VMRule objects, or with ConfigMaps and
 * GrafanaDashboard objects that contain dashboards.
 *
 * @returns undefined if the file contains none of these
 * @throws {SourceFileError} if it is not valid JSON or YAML
 */
export function readReaderFile(file: string, text: string): ReaderFile | undefined {
  return file.endsWith('.json') ? fromJson(file, text) : fromYaml(file, text);
}

function fromJson(file: string, text: string): ReaderFile | undefined {
  const dashboard = readDashboard(file, parseJson(file, text), text);
  return dashboard && { dashboards: [dashboard], queries: dashboard.queries };
}

function fromYaml(file: string, written: string): ReaderFile | undefined {
  const strict = parseYaml(written);
  const { text, lines, documents, error } = strict.error ? parseYaml(indentQuotedLines(written)) : strict;
  if (error) throw new SourceFileError(`${file} is not valid YAML: ${strict.error?.message.split('\n')[0]}`);
  const objects = documents.flatMap((document) => objectsIn(document).map((node) => ({ node, document })));
  const rules = objects.flatMap(({ node }) => rulesIn(node));
  const dashboards = objects
    .flatMap(({ node, document }) => dashboardsIn(file, node, document))
    .flatMap((value) => readDashboard(file, value, text) ?? []);
  if (rules.length === 0 && dashboards.length === 0) return undefined;
  const inRules = rules.flatMap((rule) => ruleQueries(rule, { file, text, lines }));
  return { dashboards, queries: [...inRules, ...dashboards.flatMap(({ queries }) => queries)] };
}

function parseYaml(text: string) {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...QUIET, lineCounter: lines });
  const [error] = documents.flatMap(({ errors }) => errors);
  return { text, lines, documents, error };
}

/** The objects of a document: itself, or the items of a List. */
function objectsIn(document: Document): YAMLMap[] {
  const { contents } = document;
  if (!isMap(contents)) return [];
  const items = contents.get('items', true);
  const isList = isSeq(items) && String(contents.get('kind')).endsWith('List');
  return isList ? items.items.filter(isMap) : [contents];
}

/** Values that may be dashboards: a dashboard itself, or in a ConfigMap or a GrafanaDashboard. */
function dashboardsIn(file: string, node: YAMLMap, document: Document): unknown[] {
  const kind = node.get('kind');
  if (isConfigMap({ kind })) {
    const configMap = configMapOf({ kind: String(kind), content: contentOf(file, node, document) });
    return configMap ? jsonEntries(configMap).map((json) => parseJson(file, json)) : [];
  }
  const json = kind === 'GrafanaDashboard' ? node.getIn(['spec', 'json']) : undefined;
  if (typeof json === 'string') return [parseJson(file, json)];
  return kind === 'Dashboard' ? [contentOf(file, node, document)] : [];
}

function contentOf(file: string, node: YAMLMap, document: Document): unknown {
  try {
    return node.toJS(document);
  } catch (error) {
    // The library throws it for aliases that expand without limit.
    if (!(error instanceof ReferenceError)) throw error;
    throw new SourceFileError(`${file} is not valid YAML: ${error.message}`);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceFileError(`${file} is not valid JSON: ${errorText(error)}`);
  }
}
