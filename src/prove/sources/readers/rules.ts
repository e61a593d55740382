import { type Document, isMap, isScalar, isSeq, type LineCounter, type YAMLMap } from 'yaml';
import type { ReaderQuery } from './query.ts';

/** The YAML file that a document is part of. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** Rules of a document: a rule file of Prometheus, or a PrometheusRule object; empty if it is neither. */
export function rulesIn(document: Document): readonly YAMLMap[] {
  const groups =
    document.get('kind') === 'PrometheusRule'
      ? document.getIn(['spec', 'groups'], true)
      : document.get('groups', true);
  if (!isSeq(groups)) return [];
  return groups.items.flatMap((group) => {
    const rules = isMap(group) ? group.get('rules', true) : undefined;
    return isSeq(rules) ? rules.items.filter(isMap) : [];
  });
}

/** The expression of a rule; empty if it has none. */
export function ruleQuery(rule: YAMLMap, { file, text, lines }: YamlFile): ReaderQuery[] {
  const expression = rule.get('expr', true);
  if (!isScalar(expression) || typeof expression.value !== 'string') return [];
  const [from = 0, to = from] = expression.range ?? [];
  const record: unknown = rule.get('record');
  const alert: unknown = rule.get('alert');
  const recorded = typeof record === 'string' ? record : undefined;
  return [
    {
      file,
      line: lines.linePos(from).line,
      where: typeof alert === 'string' ? `alert ${alert}` : `record ${recorded ?? '?'}`,
      ...(recorded === undefined ? {} : { records: recorded }),
      expression: expression.value,
      written: text.slice(from, to),
    },
  ];
}
