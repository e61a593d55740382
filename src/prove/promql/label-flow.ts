import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { type LabelSet, NO_LABELS, only, possiblyWith, union, without } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import { labelNames, selectorOf } from './selector.ts';
import { stringLiteral } from './string-literal.ts';
import { textOf, withoutVariables } from './text.ts';

/** Uses of labels in an expression that can never work. */
export interface LabelFlow {
  /** Labels that an aggregation or a matching names, and that the inner expression lacks. */
  readonly absent: readonly { readonly label: string; readonly has: readonly string[] }[];
  /** Operations whose sides never have the same labels, so that they return nothing. */
  readonly apart: readonly {
    readonly expression: string;
    /** Labels that one side always has and the other never. */
    readonly labels: readonly string[];
  }[];
}

/** The labels of the series that a selector selects. */
export type LabelsOf = (matchers: readonly Matcher[]) => LabelSet;

/** Aggregations that select series and keep their labels. */
const CHOOSING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
const TRANSPARENT = new Set([
  'MatrixSelector',
  'OffsetExpr',
  'ParenExpr',
  'StepInvariantExpr',
  'SubqueryExpr',
  'UnaryExpr',
]);
const VECTORS = new Set([...TRANSPARENT, 'AggregateExpr', 'BinaryExpr', 'FunctionCall', 'VectorSelector']);
const SCALAR_FUNCTIONS = new Set(['pi', 'scalar', 'time']);

/**
 * Follows labels through an expression, from its selectors outwards.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching
 */
export function followLabels(expression: string, labelsOf: LabelsOf): LabelFlow {
  const text = withoutVariables(expression);
  const absent: { label: string; has: readonly string[] }[] = [];
  const apart: { expression: string; labels: readonly string[] }[] = [];
  follow(parser.parse(text).topNode.firstChild);
  return { absent, apart };

  function follow(node: SyntaxNode | null): LabelSet {
    if (node === null) return undefined;
    if (node.name === 'VectorSelector') return labelsOf(selectorOf(node, text));
    if (TRANSPARENT.has(node.name)) return follow(operands(node)[0] ?? null);
    if (node.name === 'AggregateExpr') return aggregated(node);
    if (node.name === 'FunctionCall') return called(node);
    if (node.name === 'BinaryExpr') return joined(node);
    return NO_LABELS;
  }

  function aggregated(node: SyntaxNode): LabelSet {
    const operator = textOf(node.getChild('AggregateOp'), text).toLowerCase();
    const body = node.getChild('FunctionCallBody');
    const inner = follow(operands(body).at(-1) ?? null);
    const modifier = node.getChild('AggregateModifier');
    const named = labelNames(modifier?.getChild('GroupingLabels') ?? null, text);
    const isWithout = modifier !== null && modifier.getChild('Without') !== null;
    const missing = isWithout ? [] : expectLabels(named, inner);
    if (CHOOSING.has(operator)) return inner;
    // A label that is reported as absent is not reported again by an outer aggregation.
    const kept = isWithout ? without(inner, named) : possiblyWith(only(inner, named), missing);
    return operator === 'count_values' ? possiblyWith(kept, strings(body).slice(0, 1)) : kept;
  }

  function called(node: SyntaxNode): LabelSet {
    const name = textOf(node.getChild('FunctionIdentifier'), text);
    const body = node.getChild('FunctionCallBody');
    const [inner = NO_LABELS] = [operands(body).map(follow)].map(([first]) => first);
    if (name === 'label_replace' || name === 'label_join')
      return possiblyWith(inner, strings(body).slice(0, 1));
    if (name === 'histogram_quantile') return without(inner, ['le']);
    // Their labels come from other series, or from their matchers.
    return name === 'info' || name.startsWith('absent') ? undefined : inner;
  }

  function joined(node: SyntaxNode): LabelSet {
    const [left, right] = [node.firstChild, node.lastChild];
    const sides = [follow(left), follow(right)] as const;
    if (!isVector(left, text)) return sides[1];
    if (!isVector(right, text)) return sides[0];
    if (node.getChild('Or')) return union(...sides);
    const { isOn, matching, many, added } = matchingOf(node, text);
    const [one, other] = sides.map((side) => (isOn ? only(side, matching) : without(side, matching)));
    if (isOn) expectLabels(matching, union(...sides));
    if (node.getChild('Unless')) return sides[0];
    meet(node, one, other);
    if (node.getChild('And')) return sides[0];
    if (many === undefined) return one ?? other;
    expectLabels(added, sides[many === 'left' ? 1 : 0]);
    return possiblyWith(sides[many === 'left' ? 0 : 1], added);
  }

  function strings(body: SyntaxNode | null): string[] {
    return (body?.getChildren('StringLiteral') ?? []).map((one) => stringLiteral(textOf(one, text)));
  }

  function expectLabels(labels: readonly string[], set: LabelSet): string[] {
    const missing = set === undefined ? [] : labels.filter((label) => !set.possible.has(label));
    absent.push(...missing.map((label) => ({ label, has: [...(set?.possible ?? [])] })));
    return missing;
  }

  function meet(node: SyntaxNode, one: LabelSet, other: LabelSet): void {
    if (one === undefined || other === undefined) return;
    const labels = [
      ...[...one.always].filter((label) => !other.possible.has(label)),
      ...[...other.always].filter((label) => !one.possible.has(label)),
    ];
    if (labels.length > 0) apart.push({ expression: textOf(node, text), labels });
  }
}

interface Matching {
  readonly isOn: boolean;
  /** Labels of `on` or `ignoring`. */
  readonly matching: readonly string[];
  /** The side of which several series match one. */
  readonly many: 'left' | 'right' | undefined;
  /** Labels copied from the other side. */
  readonly added: readonly string[];
}

function matchingOf(node: SyntaxNode, text: string): Matching {
  const clause = node.getChild('MatchingModifierClause');
  const group = clause?.getChild('GroupLeft') ?? clause?.getChild('GroupRight') ?? null;
  const listAfter = (keyword: SyntaxNode | null | undefined): string[] => {
    const next = keyword?.nextSibling;
    return next?.name === 'GroupingLabels' ? labelNames(next, text) : [];
  };
  const on = clause?.getChild('On') ?? null;
  return {
    isOn: on !== null,
    matching: listAfter(on ?? clause?.getChild('Ignoring')),
    many: group === null ? undefined : group.name === 'GroupLeft' ? 'left' : 'right',
    added: listAfter(group),
  };
}

function operands(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (VECTORS.has(child.name)) found.push(child);
  }
  return found;
}

function isVector(node: SyntaxNode | null, text: string): boolean {
  if (node === null || !VECTORS.has(node.name)) return false;
  if (node.name === 'FunctionCall')
    return !SCALAR_FUNCTIONS.has(textOf(node.getChild('FunctionIdentifier'), text));
  if (node.name === 'ParenExpr' || node.name === 'UnaryExpr')
    return operands(node).some((inner) => isVector(inner, text));
  if (node.name === 'BinaryExpr') return isVector(node.firstChild, text) || isVector(node.lastChild, text);
  return true;
}
