import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { QueryError } from './query-error.ts';
import { selectorOf } from './selector.ts';
import { childrenOf, textOf } from './syntax-nodes.ts';
import { type Filled, fillVariables } from './variables.ts';
import type { Matcher } from './matcher.ts';

/** An expression with its syntax tree, and what of it comes from variables. */
export interface Parsed {
  /** As it is written: nodes have the same places in it. */
  readonly expression: string;
  readonly root: SyntaxNode;
  readonly filled: Filled;
  /** What the parser read: the expression, with something in the place of each variable. */
  readonly textOf: (node: SyntaxNode | null) => string;
  readonly isVariable: (node: SyntaxNode) => boolean;
  readonly matchersOf: (selector: SyntaxNode) => readonly Matcher[];
}

/**
 * Parses an expression, with Grafana's variables in it or without.
 *
 * @throws {QueryError} `bad_data` if it is not PromQL; `execution` if only the dashboard knows what it is
 */
export function parse(expression: string): Parsed {
  const filled = fillVariables(expression);
  const tree = parser.parse(filled.text);
  throwOnError(tree, expression, filled);
  const [root] = childrenOf(tree.topNode);
  if (root === undefined) throw new QueryError('bad_data', '1:1: parse error: no expression found in input');
  if (filled.isOpen)
    throw new QueryError(
      'execution',
      'a variable stands after an operand: only the dashboard knows what it is',
    );
  return {
    expression,
    root,
    filled,
    textOf: (node) => textOf(node, filled.text),
    isVariable: filled.touches,
    matchersOf: (selector) => selectorOf(selector, filled.text, filled.touches),
  };
}

function throwOnError(tree: Tree, expression: string, { isSyntaxOpen }: Filled): void {
  tree.cursor().iterate((node) => {
    if (!node.type.isError) return;
    if (isSyntaxOpen)
      throw new QueryError('execution', 'it is not PromQL, or its variables are more than is known here');
    const rest = expression.slice(node.from).trim();
    const found = rest === '' ? 'end of input' : JSON.stringify(rest.slice(0, 20));
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: unexpected ${found}`);
  });
}
