import type { SyntaxNode } from '@lezer/common';
import type { Parsed } from './parsed.ts';
import { childrenOf } from './syntax-nodes.ts';

/** What an expression returns; `either`: a variable decides, or it is the same for both. */
export type ValueType = 'scalar' | 'vector' | 'string' | 'either';

/** Expressions around one other, which return the series of it. */
const WRAPPING = new Set([
  'AnchoredExpr',
  'MatrixSelector',
  'OffsetExpr',
  'ParenExpr',
  'SmoothedExpr',
  'StepInvariantExpr',
  'SubqueryExpr',
  'UnaryExpr',
]);
const EXPRESSIONS = new Set([
  ...WRAPPING,
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'NumberDurationLiteral',
  'StringLiteral',
  'VectorSelector',
]);
const SCALAR_FUNCTIONS = new Set(['pi', 'scalar', 'time', 'start', 'end', 'range', 'step']);

/** The expressions directly within another one, as they stand in the text. */
export function operandsOf(node: SyntaxNode | null): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => EXPRESSIONS.has(name));
}

/** The expression that this one wraps: in parentheses, with a range, an offset or a sign. */
export function wrappedIn(node: SyntaxNode): SyntaxNode | undefined {
  return WRAPPING.has(node.name) ? operandsOf(node)[0] : undefined;
}

export function functionName(call: SyntaxNode, { textOf }: Parsed): string {
  return textOf(call.getChild('FunctionIdentifier'));
}

/** The argument of a function or an aggregation whose series it returns; undefined if it has none. */
export function seriesArgument(node: SyntaxNode, parsed: Parsed): SyntaxNode | undefined {
  const all = operandsOf(node.getChild('FunctionCallBody'));
  const types = all.map((one) => valueType(one, parsed));
  const certain = types.indexOf('vector');
  return all[certain < 0 ? types.lastIndexOf('either') : certain];
}

export function valueType(node: SyntaxNode, parsed: Parsed): ValueType {
  const inner = wrappedIn(node);
  if (inner) return valueType(inner, parsed);
  if (node.name === 'StringLiteral') return 'string';
  if (node.name === 'NumberDurationLiteral') return parsed.isVariable(node) ? 'either' : 'scalar';
  if (node.name === 'FunctionCall') {
    const identifier = node.getChild('FunctionIdentifier');
    if (identifier && parsed.isVariable(identifier)) return 'either';
    return SCALAR_FUNCTIONS.has(functionName(node, parsed)) ? 'scalar' : 'vector';
  }
  if (node.name !== 'BinaryExpr') return 'vector';
  const types = operandsOf(node).map((one) => valueType(one, parsed));
  return types.includes('vector') ? 'vector' : types.includes('either') ? 'either' : 'scalar';
}
