import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { durationLiteral } from '../prove/promql/duration-literal.ts';
import type { Matcher } from '../prove/promql/matcher.ts';
import { QueryError } from '../prove/promql/query-error.ts';
import { labelNames, selectorOf } from '../prove/promql/selector.ts';

export type Expression = Selector | RangeSelector | Timestamp | Aggregation;

export interface Selector {
  readonly type: 'selector';
  readonly matchers: readonly Matcher[];
}

export interface RangeSelector {
  readonly type: 'range';
  readonly matchers: readonly Matcher[];
  readonly rangeMs: number;
}

/** The time of the newest sample of each series, in seconds. */
export interface Timestamp {
  readonly type: 'timestamp';
  readonly of: Selector;
}

export type AggregationOperator = 'sum' | 'count' | 'max' | 'min';

export interface Aggregation {
  readonly type: 'aggregation';
  readonly operator: AggregationOperator;
  readonly by: readonly string[];
  readonly of: Selector | Timestamp | Aggregation;
}

const OPERATORS: ReadonlySet<string> = new Set<AggregationOperator>(['sum', 'count', 'max', 'min']);

/**
 * Reads the part of PromQL that the embedded receiver supports.
 * @throws {QueryError} `bad_data` for invalid PromQL, `execution` for unsupported PromQL
 */
export function parsePromQl(query: string): Expression {
  const root = parser.parse(query).topNode;
  if (query.trim() === '')
    throw new QueryError('bad_data', 'unknown position: parse error: no expression found in input');
  root.cursor().iterate((node) => {
    if (!node.type.isError) return;
    throw new QueryError(
      'bad_data',
      `1:${node.from + 1}: parse error: unexpected ${unexpected(query, node.from)}`,
    );
  });
  const [expression, ...rest] = childrenOf(root).filter(({ name }) => name !== 'LineComment');
  if (expression === undefined || rest.length > 0) {
    throw new QueryError('bad_data', 'parse error: not one expression');
  }
  return expressionOf(expression, query);
}

function expressionOf(node: SyntaxNode, query: string): Expression {
  const inner = node.firstChild;
  switch (node.name) {
    case 'ParenExpr':
      if (inner !== null) return expressionOf(inner, query);
      break;
    case 'VectorSelector':
      return { type: 'selector', matchers: selectorOf(node, query) };
    case 'MatrixSelector':
      return rangeOf(node, query);
    case 'FunctionCall':
      if (node.getChild('FunctionIdentifier')?.getChild('Timestamp')) return timestampOf(node, query);
      break;
    case 'AggregateExpr':
      return aggregationOf(node, query);
    default:
  }
  throw unsupported(node, query);
}

function rangeOf(node: SyntaxNode, query: string): RangeSelector {
  const selector = node.getChild('VectorSelector');
  const literal = node.getChild('DurationExpr');
  if (selector === null || literal === null) throw unsupported(node, query);
  const text = query.slice(literal.from, literal.to);
  const rangeMs = durationLiteral(text);
  if (rangeMs === undefined) throw unsupported(node, query);
  return { type: 'range', matchers: selectorOf(selector, query), rangeMs };
}

function timestampOf(node: SyntaxNode, query: string): Timestamp {
  const [argument, ...more] = childrenOf(node.getChild('FunctionCallBody'));
  if (argument === undefined || more.length > 0) {
    throw new QueryError(
      'bad_data',
      `1:${node.from + 1}: parse error: expected 1 argument(s) in call to "timestamp"`,
    );
  }
  const of = expressionOf(argument, query);
  if (of.type === 'selector') return { type: 'timestamp', of };
  if (of.type === 'range') throw rangeWhereInstant(argument, 'call to function "timestamp"');
  throw unsupported(node, query);
}

function aggregationOf(node: SyntaxNode, query: string): Aggregation {
  const operator = query.slice(node.from, node.getChild('AggregateOp')?.to ?? node.from).toLowerCase();
  const [argument, ...more] = childrenOf(node.getChild('FunctionCallBody'));
  if (!isOperator(operator) || argument === undefined || more.length > 0) throw unsupported(node, query);
  const modifier = node.getChild('AggregateModifier');
  if (modifier?.getChild('Without')) throw unsupported(node, query);
  const of = expressionOf(argument, query);
  if (of.type === 'range') throw rangeWhereInstant(argument, 'aggregation expression');
  return {
    type: 'aggregation',
    operator,
    by: labelNames(modifier?.getChild('GroupingLabels') ?? null, query),
    of,
  };
}

function isOperator(text: string): text is AggregationOperator {
  return OPERATORS.has(text);
}

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function rangeWhereInstant(node: SyntaxNode, where: string): QueryError {
  const problem = `expected type instant vector in ${where}, got range vector`;
  return new QueryError('bad_data', `1:${node.from + 1}: parse error: ${problem}`);
}

function unexpected(query: string, at: number): string {
  const rest = query.slice(at).trim();
  return rest === '' ? 'end of input' : JSON.stringify(rest.slice(0, 20));
}

function unsupported(node: SyntaxNode, query: string): QueryError {
  const text = query.slice(node.from, node.to);
  return new QueryError(
    'execution',
    `the embedded receiver does not support ${JSON.stringify(text)}: it answers selectors, selector[range], timestamp(selector), and sum, count, max or min of them, with "by". Ask a Prometheus for more`,
  );
}
