import type { SyntaxNode } from '@lezer/common';
import { matcher, type Matcher, type MatchOperator } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { stringLiteral } from './string-literal.ts';

const OPERATORS: Readonly<Record<string, MatchOperator>> = {
  EqlSingle: '=',
  Neq: '!=',
  EqlRegex: '=~',
  NeqRegex: '!~',
};

/** The matchers of a selector, including its metric name. */
export function selectorOf(node: SyntaxNode, query: string): Matcher[] {
  const matchers: Matcher[] = [];
  const identifier = node.getChild('Identifier');
  if (identifier) matchers.push(matcher('__name__', '=', query.slice(identifier.from, identifier.to)));
  const list = node.getChild('LabelMatchers');
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    matchers.push(matcherOf(child, query));
  }
  if (matchers.every(({ matches }) => matches(''))) {
    const problem = 'vector selector must contain at least one non-empty matcher';
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: ${problem}`);
  }
  if (matchers.filter(({ label, operator }) => label === '__name__' && operator === '=').length > 1) {
    throw new QueryError('bad_data', 'parse error: metric name must not be set twice');
  }
  return matchers;
}

/** The label names of a list: after `by`, `without`, `on`, `ignoring`, `group_left`. */
export function labelNames(list: SyntaxNode | null, query: string): string[] {
  const labels: string[] = [];
  for (let child = list?.firstChild ?? null; child !== null; child = child.nextSibling) {
    labels.push(nameOf(child, query));
  }
  return labels;
}

function matcherOf(node: SyntaxNode, query: string): Matcher {
  // `{"a.b"}` alone is the metric's name.
  if (node.name === 'QuotedLabelName') return matcher('__name__', '=', nameOf(node, query));
  const [label, operation, value] = [
    node.firstChild,
    node.getChild('MatchOp'),
    node.getChild('StringLiteral'),
  ];
  const operator = OPERATORS[operation?.firstChild?.name ?? ''];
  if (label === null || value === null || operator === undefined) {
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: not a label matcher`);
  }
  return matcher(nameOf(label, query), operator, stringLiteral(query.slice(value.from, value.to)));
}

function nameOf(node: SyntaxNode, query: string): string {
  const text = query.slice(node.from, node.to);
  return node.name === 'QuotedLabelName' ? stringLiteral(text) : text;
}
