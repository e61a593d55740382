import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from './syntax-nodes.ts';
import { matcher, type Matcher, type MatchOperator } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { stringLiteral } from './string-literal.ts';

const OPERATORS: Readonly<Record<string, MatchOperator>> = {
  EqlSingle: '=',
  Neq: '!=',
  EqlRegex: '=~',
  NeqRegex: '!~',
};

/**
 * The matchers of a selector, including its metric name.
 *
 * @param isVariable whether a part of the query comes from a variable of a dashboard
 */
export function selectorOf(
  node: SyntaxNode,
  query: string,
  isVariable: (part: SyntaxNode) => boolean = () => false,
): Matcher[] {
  const parts = [node.getChild('Identifier'), ...childrenOf(node.getChild('LabelMatchers'))];
  const matchers = parts.flatMap((part): Matcher[] => {
    if (part === null) return [];
    const read =
      part.name === 'Identifier'
        ? matcher('__name__', '=', query.slice(part.from, part.to))
        : matcherOf(part, query);
    return [isVariable(part) ? { ...read, matches: () => true, isVariable: true } : read];
  });
  if (!isVariable(node) && matchers.every(({ matches }) => matches(''))) {
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
  return childrenOf(list).map((child) => labelName(child, query));
}

export function matcherOf(node: SyntaxNode, query: string): Matcher {
  // `{"a.b"}` alone is the metric's name.
  if (node.name === 'QuotedLabelName') return matcher('__name__', '=', labelName(node, query));
  const [label, operation, value] = [
    node.firstChild,
    node.getChild('MatchOp'),
    node.getChild('StringLiteral'),
  ];
  const operator = OPERATORS[operation?.firstChild?.name ?? ''];
  if (label === null || value === null || operator === undefined) {
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: not a label matcher`);
  }
  return matcher(labelName(label, query), operator, stringLiteral(query.slice(value.from, value.to)));
}

/** The name that a label is written as, or within quotes. */
export function labelName(node: SyntaxNode, query: string): string {
  const text = query.slice(node.from, node.to);
  return node.name === 'QuotedLabelName' ? stringLiteral(text) : text;
}
