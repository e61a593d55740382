import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { dialectOf, languageOf } from './data-source-language.ts';
import type { ReaderQuery } from './query.ts';
import type { ReaderDocument, ValuePath } from './reader-document.ts';
import { templateIn } from './template.ts';

/** What the object around a group of rules says of their language. */
export interface RuleLanguage {
  readonly language?: string | undefined;
  readonly dialect?: 'MetricsQL' | undefined;
}

/** Queries of rules, and expressions that no server takes. */
export interface RuleQueries {
  readonly queries: readonly ReaderQuery[];
  readonly problems: readonly string[];
}

/** Types of groups that vmalert knows beside `prometheus`. */
const LANGUAGES: Readonly<Record<string, string>> = { graphite: 'Graphite', vlogs: 'LogsQL' };

const metadataShape = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.unknown()).nullish() }),
});

/** The language of all rules in an object: by its kind, or by the label that makes a sidecar give it to Loki. */
export function languageOfObject(object: Readonly<Record<string, unknown>>): RuleLanguage {
  const { kind, apiVersion } = object;
  const labels = Object.keys(metadataShape.safeParse(object).data?.metadata.labels ?? {});
  if (String(apiVersion).startsWith('loki.grafana.com/') || labels.some((key) => /loki/i.test(key)))
    return { language: 'LogQL' };
  return kind === 'VMRule' ? { dialect: 'MetricsQL' } : {};
}

/**
 * Whether a value is a group of rules: of Prometheus, Mimir, Loki or vmalert, as Grafana provisions it, or in the
 * objects of an operator.
 */
export function isRuleGroup(value: unknown): value is { rules: unknown[]; type?: unknown } {
  if (!isRecord(value) || !Array.isArray(value['rules'])) return false;
  return value['rules'].some(
    (rule) =>
      isRecord(rule) &&
      (['expr', 'alert', 'record'].some((key) => key in rule) ||
        modelsOf(rule).some(({ model }) => 'expr' in model)),
  );
}

/** The expressions of a group. */
export function groupQueries(
  group: { readonly rules: readonly unknown[]; readonly type?: unknown },
  around: RuleLanguage,
  document: ReaderDocument,
  path: ValuePath,
): RuleQueries {
  const given = {
    ...around,
    ...(LANGUAGES[String(group.type)] ? { language: LANGUAGES[String(group.type)] } : {}),
  };
  const found = group.rules.map((rule, index) =>
    isRecord(rule) ? ruleQueries(rule, given, document, [...path, 'rules', index]) : NOTHING,
  );
  return {
    queries: found.flatMap(({ queries }) => queries),
    problems: found.flatMap(({ problems }) => problems),
  };
}

const NOTHING: RuleQueries = { queries: [], problems: [] };

function ruleQueries(
  rule: Readonly<Record<string, unknown>>,
  around: RuleLanguage,
  document: ReaderDocument,
  path: ValuePath,
): RuleQueries {
  const { record, alert = rule['title'] } = rule;
  const recorded = typeof record === 'string' ? record : undefined;
  const where = typeof alert === 'string' ? `alert ${alert}` : `record ${recorded ?? '?'}`;
  const queries: ReaderQuery[] = [];
  const problems: string[] = [];
  const holders = [
    { model: rule, at: path },
    ...modelsOf(rule).map(({ model, at }) => ({ model, at: [...path, ...at] })),
  ];
  for (const { model, at } of holders) {
    if (model !== rule && !('expr' in model)) continue;
    if (model === rule && !('expr' in rule) && holders.length > 1) continue;
    const { line, written, source } = document.at([...at, 'expr']);
    const expression = textOf(model['expr'], source);
    if (expression === undefined) {
      const what = (model['expr'] ?? null) === null ? 'is empty' : 'is no text; write it in quotes';
      problems.push(`${document.file}:${line}: ${where}: its expr ${what}`);
      continue;
    }
    const own = model === rule ? around : sourceOf(model);
    const language = templateIn(expression) ?? own.language;
    queries.push({
      file: document.file,
      line,
      where,
      ...(recorded === undefined ? {} : { records: recorded }),
      ...(language === undefined ? {} : { language }),
      ...(own.dialect === undefined ? {} : { dialect: own.dialect }),
      // Each query of a rule in Grafana has its own data source.
      ...(model === rule ? { group: `${document.file}:${document.at(path.slice(0, -2)).line}` } : {}),
      expression,
      written: written ?? expression,
    });
  }
  return { queries, problems };
}

/** Go reads a number or a boolean as the text that it is written as. */
function textOf(value: unknown, source: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : undefined;
}

/** Queries of a rule as Grafana provisions it: `data[].model`; its own expressions have no `expr`. */
function modelsOf(
  rule: Readonly<Record<string, unknown>>,
): { model: Record<string, unknown>; at: ValuePath }[] {
  const { data } = rule;
  if (!Array.isArray(data)) return [];
  return data.flatMap((query: unknown, index) => {
    const model = isRecord(query) ? query['model'] : undefined;
    return isRecord(model) ? [{ model, at: ['data', index, 'model'] }] : [];
  });
}

const modelShape = z.object({ datasource: z.object({ type: z.string().nullish() }) });

function sourceOf(model: Readonly<Record<string, unknown>>): RuleLanguage {
  const source = modelShape.safeParse(model).data?.datasource;
  return { language: languageOf(source, new Map()), dialect: dialectOf(source, new Map()) };
}
