import type { SyntaxNode } from '@lezer/common';
import { durationLiteral } from './duration-literal.ts';
import { metricName, type Matcher } from './matcher.ts';
import { functionName, operandsOf } from './operands.ts';
import type { Parsed } from './parsed.ts';
import { labelNames } from './selector.ts';

/** A selector of an expression, with what surrounds it. */
export interface QuerySelector {
  /** The metric's name; undefined if it has none, or only a regular expression or a variable for it. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
  /** The range in milliseconds; undefined if it has none, or a variable gives it. */
  readonly rangeMs: number | undefined;
  /** How far back it reads by its ranges and offsets, without those of variables; undefined if `@` sets the time. */
  readonly reachMs: number | undefined;
  /** Functions and aggregations around it, the innermost first. */
  readonly within: readonly string[];
  /** Labels that the innermost aggregation keeps; undefined if there is none, or it uses `without`. */
  readonly groupedBy: readonly string[] | undefined;
  /** The quantile of a `histogram_quantile` around it. */
  readonly quantile: number | undefined;
}

const LOOKBACK_MS = 300_000;

export function querySelector(node: SyntaxNode, parsed: Parsed): QuerySelector {
  const { parent } = node;
  const range = parent?.name === 'MatrixSelector' ? parent.getChild('DurationExpr') : null;
  const within: string[] = [];
  let grouping: { readonly by: readonly string[] | undefined } | undefined;
  let quantile: number | undefined;
  let reachMs: number | undefined = LOOKBACK_MS;
  for (let around = parent; around !== null; around = around.parent) {
    if (around.name === 'FunctionCall') {
      const name = functionName(around, parsed);
      within.push(name);
      if (name === 'histogram_quantile') quantile = quantileOf(around, parsed);
    }
    if (around.name === 'AggregateExpr') {
      within.push(parsed.textOf(around.getChild('AggregateOp')).toLowerCase());
      grouping ??= { by: groupingOf(around, parsed) };
    }
    // With @ the time is not that of the query.
    if (around.name === 'StepInvariantExpr') reachMs = undefined;
    else if (reachMs !== undefined) reachMs += reachOf(around, parsed);
  }
  const matchers = parsed.matchersOf(node);
  return {
    name: metricName(matchers),
    matchers,
    rangeMs: durationOf(range, parsed),
    reachMs,
    within,
    groupedBy: grouping?.by,
    quantile,
  };
}

function groupingOf(aggregation: SyntaxNode, parsed: Parsed): readonly string[] | undefined {
  const modifier = aggregation.getChild('AggregateModifier');
  if (modifier === null) return [];
  if (!modifier.getChild('By') || parsed.isVariable(modifier)) return undefined;
  return labelNames(modifier.getChild('GroupingLabels'), parsed.filled.text);
}

function quantileOf(call: SyntaxNode, parsed: Parsed): number | undefined {
  const [first] = operandsOf(call.getChild('FunctionCallBody'));
  return first && !parsed.isVariable(first) ? Number(parsed.textOf(first)) : undefined;
}

/** How far back a range or an offset goes; 0 for anything else. */
function reachOf(node: SyntaxNode, parsed: Parsed): number {
  const duration = node.getChild(node.name === 'OffsetExpr' ? 'OffsetDurationExpr' : 'DurationExpr');
  return durationOf(duration, parsed) ?? 0;
}

function durationOf(node: SyntaxNode | null, parsed: Parsed): number | undefined {
  if (node === null || parsed.isVariable(node)) return undefined;
  const text = parsed.textOf(node).trim();
  // An offset into the future reaches less far back, but that does not matter here.
  return durationLiteral(text.replace(/^[-+]\s*/, ''));
}
