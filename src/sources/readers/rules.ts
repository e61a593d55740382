import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import { SourceFileError } from '../config-file.ts';
import type { ReaderQuery } from './readers.ts';

/**
 * The expressions of rules: a rule file of Prometheus, or documents among which there are PrometheusRule objects.
 *
 * @returns undefined where the file holds no rules
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
  if (rules.length === 0) return undefined;
  return rules.flatMap((rule) => {
    const expression = rule.get('expr', true);
    if (!isScalar(expression) || typeof expression.value !== 'string') return [];
    const [from = 0, to = from] = expression.range ?? [];
    return [
      {
        file,
        line: lines.linePos(from).line,
        where: nameOf(rule),
        expression: expression.value,
        written: text.slice(from, to),
      },
    ];
  });
}

function nameOf(rule: YAMLMap): string {
  const alert: unknown = rule.get('alert');
  const record: unknown = rule.get('record');
  return typeof alert === 'string' ? `alert ${alert}` : `record ${typeof record === 'string' ? record : '?'}`;
}
