import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { isConfigMap } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import { SourceFileError } from '../config-file.ts';
import { configMapOf } from '../manifests/config-map.ts';
import { jsonEntries } from './config-map-dashboards.ts';
import { type Dashboard, readDashboard } from './dashboard.ts';
import type { ReaderQuery } from './query.ts';
import { ruleQuery, rulesIn } from './rules.ts';

/** What one file contains. */
export interface ReaderFile {
  readonly dashboards: readonly Dashboard[];
  /** Queries of rules and dashboards. */
  readonly queries: readonly ReaderQuery[];
}

/**
 * Reads a dashboard (JSON), or a YAML file with rules, PrometheusRule objects and ConfigMaps that contain dashboards.
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

function fromYaml(file: string, text: string): ReaderFile | undefined {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) throw new SourceFileError(`${file} is not valid YAML: ${error.message.split('\n')[0]}`);
  const rules = documents.flatMap(rulesIn);
  const dashboards = documents
    .flatMap((document) => dashboardTexts(file, document))
    .flatMap((json) => readDashboard(file, parseJson(file, json), text) ?? []);
  if (rules.length === 0 && dashboards.length === 0) return undefined;
  const inRules = rules.flatMap((rule) => ruleQuery(rule, { file, text, lines }));
  return { dashboards, queries: [...inRules, ...dashboards.flatMap(({ queries }) => queries)] };
}

function dashboardTexts(file: string, document: Document): string[] {
  const header = { kind: document.get('kind') };
  if (!isConfigMap(header)) return [];
  const configMap = configMapOf({ kind: header.kind, content: contentOf(file, document) });
  return configMap ? jsonEntries(configMap) : [];
}

function contentOf(file: string, document: Document): unknown {
  try {
    return document.toJS();
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
