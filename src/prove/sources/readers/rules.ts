import { isMap, isScalar, isSeq, type LineCounter, type YAMLMap } from 'yaml';
import type { ReaderQuery } from './query.ts';

/** The YAML file that a document is part of. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** A rule with what its group says of it. */
export interface Rule {
  readonly node: YAMLMap;
  /** Of its group, where that is another than PromQL. */
  readonly language: string | undefined;
}

/** Objects with groups of rules below `spec`. */
const RULE_KINDS = ['PrometheusRule', 'VMRule'];

/** Types of groups that vmalert knows beside `prometheus`. */
const LANGUAGES: Readonly<Record<string, string>> = { graphite: 'Graphite', vlogs: 'LogsQL' };

/** Rules of a rule file of Prometheus or vmalert, of a PrometheusRule or VMRule, or in Helm values; empty if there are none. */
export function rulesIn(object: YAMLMap): readonly Rule[] {
  const groups = RULE_KINDS.includes(String(object.get('kind')))
    ? object.getIn(['spec', 'groups'], true)
    : object.get('groups', true);
  return [groups, ...groupsInValues(object)].flatMap(rulesOf);
}

/** Groups in the values of kube-prometheus-stack, also where it is the dependency of another chart. */
function groupsInValues(object: YAMLMap): unknown[] {
  const charts = [object, object.get('kube-prometheus-stack', true)].filter(isMap);
  return charts.flatMap((values) => {
    const map = values.get('additionalPrometheusRulesMap', true);
    const list = values.get('additionalPrometheusRules', true);
    const entries = [
      ...(isMap(map) ? map.items.map(({ value }) => value) : []),
      ...(isSeq(list) ? list.items : []),
    ];
    return entries.filter(isMap).map((entry) => entry.get('groups', true));
  });
}

function rulesOf(groups: unknown): readonly Rule[] {
  if (!isSeq(groups)) return [];
  return groups.items.filter(isMap).flatMap((group) => {
    const rules = group.get('rules', true);
    const language = LANGUAGES[String(group.get('type'))];
    return isSeq(rules) ? rules.items.filter(isMap).map((node) => ({ node, language })) : [];
  });
}

/** The expressions of a rule; empty if it has none. */
export function ruleQueries({ node, language }: Rule, file: YamlFile): ReaderQuery[] {
  const record: unknown = node.get('record');
  const alert: unknown = node.get('alert') ?? node.get('title');
  const recorded = typeof record === 'string' ? record : undefined;
  const where = typeof alert === 'string' ? `alert ${alert}` : `record ${recorded ?? '?'}`;
  return [node, ...provisionedQueries(node)].flatMap((holder) => {
    const expression = holder.get('expr', true);
    if (!isScalar(expression)) return [];
    const { value } = expression;
    // Go reads a number as the text that it is written as.
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const [from = 0, to = from] = expression.range ?? [];
    return [
      {
        file: file.file,
        line: file.lines.linePos(from).line,
        where,
        ...(recorded === undefined ? {} : { records: recorded }),
        ...(language === undefined ? {} : { language }),
        expression: String(value),
        written: file.text.slice(from, to),
      },
    ];
  });
}

/** Queries of a rule as Grafana provisions it: `data[].model`; its own expressions have no `expr`. */
function provisionedQueries(rule: YAMLMap): YAMLMap[] {
  const data = rule.get('data', true);
  if (!isSeq(data)) return [];
  return data.items.filter(isMap).flatMap((query) => {
    const model = query.get('model', true);
    return isMap(model) ? [model] : [];
  });
}
