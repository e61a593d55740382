import { tryJson } from '../../../shared/text/try-json.ts';
import type { ReaderQuery } from './query.ts';

const JSON_STRING = /"(?:[^"\\\n]|\\.)*"/g;

/**
 * Finds the line of an expression in JSON, and how it is written there: Grafana writes `>` as `\u003e`. Expressions that
 * occur several times are found in the order of the text.
 *
 * @param firstLine line of the file on which the text begins
 */
export function createLocator(
  text: string,
  firstLine = 1,
): (expression: string) => Pick<ReaderQuery, 'line' | 'written'> {
  const strings = [...text.matchAll(JSON_STRING)].map(({ 0: quoted, index }) => ({
    value: decoded(quoted),
    written: quoted.slice(1, -1),
    index,
  }));
  let from = 0;
  return (expression) => {
    const isIt = ({ value }: { readonly value: string }): boolean => value === expression;
    const found =
      strings.find((one) => one.index >= from && isIt(one)) ??
      strings.find(isIt) ??
      // The selector of a variable is only a part of the string.
      strings.find(({ value }) => value.includes(expression));
    if (found && isIt(found)) from = found.index + 1;
    // In YAML it need not be quoted.
    const offset = found?.index ?? Math.max(0, text.indexOf(expression.trim()));
    return {
      line: firstLine - 1 + text.slice(0, offset).split('\n').length,
      written: found?.written ?? expression,
    };
  };
}

function decoded(quoted: string): string {
  const text = tryJson(quoted);
  // A string of the YAML around a dashboard need not be JSON.
  return typeof text === 'string' ? text : '';
}
