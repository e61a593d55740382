import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { durationLiteral } from './duration-literal.ts';
import type { Matcher } from './matcher.ts';
import { QueryError } from './query-error.ts';
import { labelNames, selectorOf } from './selector.ts';
import { isSomeTime, textOf, withoutVariables } from './text.ts';

/** One selector of an expression, and what stands around it. */
export interface QuerySelector {
  /** Undefined where it has none, or one that only a regular expression tells. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
  /** Of a range selector, in milliseconds; undefined where a variable tells it. */
  readonly rangeMs: number | undefined;
  /** Offsets of its metric's name in the expression; undefined where it stands in no place of its own. */
  readonly nameAt: { readonly from: number; readonly to: number } | undefined;
  /** Functions and aggregations around it, the innermost first. */
  readonly within: readonly string[];
  /** Labels that an aggregation around it keeps by `by`; undefined where none does. */
  readonly groupedBy: readonly string[] | undefined;
  /** The number that stands before it in `histogram_quantile`. */
  readonly quantile: number | undefined;
}

export interface QueryReading {
  readonly selectors: readonly QuerySelector[];
  /** `… or vector(0)`: an absent series looks like a 0. */
  readonly hidesAbsence: boolean;
}

/** Reads an expression. @throws {QueryError} where it is no PromQL */
export function readQuery(text: string): QueryReading {
  const expression = withoutVariables(text);
  const tree = parser.parse(expression);
  refuseErrors(tree, expression);
  const selectors: QuerySelector[] = [];
  let hidesAbsence = false;
  tree.cursor().iterate(({ node }) => {
    if (node.name === 'VectorSelector') selectors.push(querySelector(node, expression));
    if (node.name === 'BinaryExpr' && node.getChild('Or'))
      hidesAbsence ||= /^[\s(]*vector\s*\(\s*0\s*\)[\s)]*$/.test(textOf(node.lastChild, expression));
  });
  return { selectors, hidesAbsence };
}

function refuseErrors(tree: Tree, expression: string): void {
  tree.cursor().iterate((node) => {
    if (!node.type.isError) return;
    const rest = expression.slice(node.from).trim();
    const found = rest === '' ? 'end of input' : JSON.stringify(rest.slice(0, 20));
    throw new QueryError('bad_data', `1:${node.from + 1}: parse error: unexpected ${found}`);
  });
}

function querySelector(node: SyntaxNode, expression: string): QuerySelector {
  const matchers = selectorOf(node, expression);
  const identifier = node.getChild('Identifier');
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
    nameAt: identifier === null ? undefined : { from: identifier.from, to: identifier.to },
    within,
    groupedBy,
    quantile,
  };
}

function known(rangeMs: number | undefined): number | undefined {
  return rangeMs !== undefined && isSomeTime(rangeMs) ? undefined : rangeMs;
}
