import type { SyntaxNode } from '@lezer/common';
import { metricName } from './matcher.ts';
import { functionName } from './operands.ts';
import { parse, type Parsed } from './parsed.ts';

const COMPARISONS = ['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte'];
/** They return data where their argument has none, or a number that no series is. */
const ENDS = new Set(['absent', 'absent_over_time', 'scalar']);
const SETS = ['And', 'Unless'];

/**
 * The parts of an expression that have to return data where metrics of these names do. Around them are comparisons and
 * operations on sets, which may rightly leave nothing: an alert that does not fire. Of a part with variables it is the
 * selector's metric.
 */
export function trialParts(expression: string, names: ReadonlySet<string>): string[] {
  const parsed = parse(expression);
  const parts = new Set<string>();
  parsed.root.cursor().iterate(({ node }) => {
    if (node.name !== 'VectorSelector') return;
    const name = metricName(parsed.matchersOf(node));
    if (name === undefined || !names.has(name)) return;
    const { from, to } = partAround(node, parsed);
    const part = parsed.filled.text.slice(from, to);
    parts.add(parsed.filled.isRunnable ? part : `{__name__=${JSON.stringify(name)}}`);
  });
  return [...parts];
}

function partAround(selector: SyntaxNode, parsed: Parsed): SyntaxNode {
  let part = selector;
  for (let around = part.parent; around !== null && around.name !== 'PromQL'; around = around.parent) {
    if (around.name === 'BinaryExpr' && filters(around)) break;
    if (around.name === 'FunctionCall' && ENDS.has(functionName(around, parsed))) break;
    // The list of arguments is no expression.
    if (around.name !== 'FunctionCallBody') part = around;
  }
  return part;
}

function filters(operation: SyntaxNode): boolean {
  const isComparison = COMPARISONS.some((operator) => operation.getChild(operator));
  return isComparison
    ? operation.getChild('BoolModifier') === null
    : SETS.some((operator) => operation.getChild(operator));
}
