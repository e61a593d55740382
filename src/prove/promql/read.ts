import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { durationLiteral } from './duration-literal.ts';
import type { Matcher } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { labelNames, selectorOf } from './selector.ts';
import { isSomeTime, textOf, withoutVariables } from './text.ts';

/** A selector of an expression, with what surrounds it. */
export interface QuerySelector {
  /** The metric's name; undefined if it has none, or only a regular expression for it. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
  /** The range in milliseconds; undefined if it has none, or a variable gives it. */
  readonly rangeMs: number | undefined;
  /** Functions and aggregations around it, the innermost first. */
  readonly within: readonly string[];
  /** Labels that the innermost aggregation keeps; undefined if there is none, or it uses `without`. */
  readonly groupedBy: readonly string[] | undefined;
  /** The quantile of a `histogram_quantile` around it. */
  readonly quantile: number | undefined;
}

export interface QueryReading {
  readonly selectors: readonly QuerySelector[];
  /** It contains `… or vector(0)`, so that missing series are shown as 0. */
  readonly hidesAbsence: boolean;
}

/** Parses an expression. @throws {QueryError} if it is not PromQL */
export function readQuery(text: string): QueryReading {
  const expression = withoutVariables(text);
  const tree = parser.parse(expression);
  throwOnError(tree, expression);
  const selectors: QuerySelector[] = [];
  let hidesAbsence = false;
  tree.cursor().iterate(({ node }) => {
    if (node.name === 'VectorSelector') selectors.push(querySelector(node, expression));
    if (node.name === 'BinaryExpr' && node.getChild('Or'))
      hidesAbsence ||= /^[\s(]*vector\s*\(\s*0\s*\)[\s)]*$/.test(textOf(node.lastChild, expression));
  });
  return { selectors, hidesAbsence };
}

function throwOnError(tree: Tree, expression: string): void {
  tree.cursor().iterate((node) => {
    if (!node.type.isError) return;
    const rest = expression.slice(node.from).trim();
    const found = rest === '' ? 'end of input' : JSON.stringify(rest.slice(0, 20));
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: unexpected ${found}`);
  });
}

function querySelector(node: SyntaxNode, expression: string): QuerySelector {
  const matchers = selectorOf(node, expression);
  const { parent } = node;
  const range = parent?.name === 'MatrixSelector' ? parent.getChild('DurationExpr') : null;
  const within: string[] = [];
  let groupedBy: readonly string[] | undefined;
  let quantile: number | undefined;
  for (let around = parent; around !== null; around = around.parent) {
    if (around.name === 'FunctionCall') {
      const name = textOf(around.getChild('FunctionIdentifier'), expression);
      within.push(name);
      if (name === 'histogram_quantile')
        quantile = Number(textOf(around.getChild('FunctionCallBody'), expression).slice(1).split(',')[0]);
    }
    if (around.name === 'AggregateExpr') {
      within.push(textOf(around.getChild('AggregateOp'), expression).toLowerCase());
      const modifier = around.getChild('AggregateModifier');
      if (groupedBy === undefined)
        groupedBy =
          modifier === null
            ? []
            : modifier.getChild('By')
              ? labelNames(modifier.getChild('GroupingLabels'), expression)
              : undefined;
    }
  }
  return {
    name: matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value,
    matchers,
    rangeMs: range === null ? undefined : known(durationLiteral(textOf(range, expression))),
    within,
    groupedBy,
    quantile,
  };
}

function known(rangeMs: number | undefined): number | undefined {
  return rangeMs !== undefined && isSomeTime(rangeMs) ? undefined : rangeMs;
}
