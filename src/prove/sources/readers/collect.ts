import { isRecord } from '../../../shared/text/is-record.ts';
import { type Dashboard, readDashboard } from './dashboard.ts';
import { grafanaObject } from './grafana-object.ts';
import { persesQueries, persesSpec } from './perses.ts';
import type { ReaderQuery } from './query.ts';
import { jsonDocument, type ReaderDocument, type ValuePath, yamlDocuments } from './reader-document.ts';
import { fileText } from './reader-text.ts';
import { groupQueries, isRuleGroup, languageOfObject, type RuleLanguage } from './rules.ts';

/** What is found in a document. */
export interface Piece {
  readonly dashboard?: Dashboard;
  readonly queries?: readonly ReaderQuery[];
  /** Something that holds queries and cannot be read. */
  readonly problem?: string;
}

/** A value of a document, and what the objects around it say. */
interface Place {
  readonly document: ReaderDocument;
  readonly path: ValuePath;
  readonly around: RuleLanguage;
}

/** Values deeper than this are not searched. */
const DEEPEST = 40;
const LOOKS_LIKE_RULES = /^[ \t]*(?:- +)?(?:groups|rules|spec)[ \t]*:/m;

/**
 * Dashboards and groups of rules, wherever they are: an array, a List, a map of file names as Jsonnet gives it, an
 * object of Kubernetes, values of a chart, a text within a ConfigMap.
 */
export function piecesIn(document: ReaderDocument, around: RuleLanguage = {}): Piece[] {
  return [...inValue(document.value, { document, path: [], around })];
}

function* inValue(value: unknown, place: Place): Generator<Piece> {
  if (place.path.length > DEEPEST) return;
  if (typeof value === 'string') yield* inText(value, place);
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* inValue(item, below(place, index));
  else if (isRecord(value)) yield* inObject(value, place);
}

function* inObject(value: Record<string, unknown>, place: Place): Generator<Piece> {
  const { document, path } = place;
  if (value['kind'] === 'CustomResourceDefinition') return;
  const object = grafanaObject(value);
  if (object) {
    yield* inGrafanaObject(object, place);
    return;
  }
  const perses = persesSpec(value);
  const queries = perses === undefined ? undefined : persesQueries(perses, textAround(place));
  if (queries) {
    yield { queries };
    return;
  }
  const dashboard = path.length === 0 || isDashboard(value) ? dashboardOf(value, place) : undefined;
  if (dashboard) {
    yield { dashboard };
    return;
  }
  const around = { ...place.around, ...languageOfObject(value) };
  if (isRuleGroup(value)) {
    const found = groupQueries(value, around, document, path);
    yield { queries: found.queries };
    for (const problem of found.problems) yield { problem };
    return;
  }
  if (typeof value['gnetId'] === 'number')
    yield { problem: `${at(place)}: dashboard ${value['gnetId']} of grafana.com is not in the file` };
  for (const [key, item] of Object.entries(value)) yield* inValue(item, below({ ...place, around }, key));
}

function* inGrafanaObject(
  object: NonNullable<ReturnType<typeof grafanaObject>>,
  place: Place,
): Generator<Piece> {
  if ('why' in object) {
    yield { problem: `${at(place)}: a GrafanaDashboard is left out: ${object.why}` };
    return;
  }
  const inside = below(below(place, 'spec'), object.field);
  if (object.field === 'json') yield* inJson(object.json, inside, true);
  else {
    const { documents, problems } = jsonDocument(fileText(place.document.file, object.json));
    const { line } = inside.document.at(inside.path);
    for (const { value } of documents) {
      const dashboard = readDashboard(place.document.file, value, '', line);
      if (dashboard) yield { dashboard };
    }
    for (const problem of problems) yield { problem };
  }
}

/** A text within a document may be JSON or YAML. */
function* inText(text: string, place: Place): Generator<Piece> {
  const start = text.trimStart();
  const key = String(place.path.at(-1));
  if (start.startsWith('{') || start.startsWith('[')) yield* inJson(text, place, key.endsWith('.json'));
  else if (text.includes('\n') && LOOKS_LIKE_RULES.test(text)) {
    const { documents, problems } = yamlDocuments(place.document.textAt(place.path, text));
    for (const document of documents) yield* piecesIn(document, place.around);
    for (const problem of /\.ya?ml$|rules/.test(key) ? problems : [])
      yield { problem: `${problem} (${key}, line ${place.document.at(place.path).line})` };
  }
}

/** @param isMeant whether it is JSON by its key, so that a problem is one of the file */
function* inJson(text: string, place: Place, isMeant: boolean): Generator<Piece> {
  const { document, path } = place;
  const { documents, problems } = jsonDocument(document.textAt(path, text));
  for (const inner of documents) {
    const dashboard = dashboardOf(inner.value, place);
    if (dashboard) yield { dashboard };
    else yield* piecesIn(inner, place.around);
  }
  for (const problem of isMeant ? problems : [])
    yield { problem: `${problem} (${String(path.at(-1))}, line ${document.at(path).line})` };
}

function dashboardOf(value: unknown, place: Place): Dashboard | undefined {
  const { file, text, firstLine } = textAround(place);
  return readDashboard(file, value, text, firstLine);
}

/** The text of the file that contains a value. */
function textAround({ document, path }: Place): { file: string; text: string; firstLine: number } {
  const { line, written = '' } = document.at(path);
  return { file: document.file, text: written, firstLine: line };
}

/** Within other values a list of panels alone is too little. */
function isDashboard(value: Record<string, unknown>): boolean {
  if (String(value['apiVersion']).startsWith('dashboard.grafana.app/')) return true;
  const isOld = Array.isArray(value['rows']) && 'title' in value;
  return (
    ['schemaVersion', 'templating', 'annotations'].some((key) => key in value) && ('panels' in value || isOld)
  );
}

function below(place: Place, key: string | number): Place {
  return { ...place, path: [...place.path, key] };
}

function at({ document, path }: Place): string {
  return `${document.file}:${document.at(path).line}`;
}
