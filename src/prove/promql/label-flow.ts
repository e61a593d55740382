import type { SyntaxNode } from '@lezer/common';
import { type LabelSet, NO_LABELS, only, possiblyWith, union, without } from './label-set.ts';
import type { Matcher } from './matcher.ts';
import { matchingOf } from './matching.ts';
import { functionName, operandsOf, seriesArgument, valueType, wrappedIn } from './operands.ts';
import type { Parsed } from './parsed.ts';
import { isOperatorVariable } from './presence.ts';
import { labelNames } from './selector.ts';
import { stringLiteral } from './string-literal.ts';
import { textOf } from './syntax-nodes.ts';

/** Uses of labels in an expression that can never work. */
export interface LabelFlow {
  /** Labels that an aggregation or a matching names, and that the inner expression lacks. */
  readonly absent: readonly {
    readonly label: string;
    readonly has: readonly string[];
    /** The expressions that lack it: the inner one, or those on both sides. */
    readonly within: readonly string[];
  }[];
  /** Operations whose sides never have the same labels, so that they return nothing. */
  readonly apart: readonly {
    readonly expression: string;
    /** It has a variable in it, so that it cannot be run as it is. */
    readonly hasVariables: boolean;
    /** Labels that one side always has and the other never. */
    readonly labels: readonly string[];
  }[];
}

/** The labels of the series that a selector selects. */
export type LabelsOf = (matchers: readonly Matcher[]) => LabelSet;

/** Aggregations that select series and keep their labels. */
const CHOOSING = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
/** Every series has a name until a function drops it: it is no label of the flow. */
const NAME = '__name__';

/**
 * Follows labels through an expression, from its selectors outwards.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching
 */
export function followLabels(parsed: Parsed, labelsOf: LabelsOf): LabelFlow {
  const absent: { label: string; has: readonly string[]; within: readonly string[] }[] = [];
  const apart: { expression: string; hasVariables: boolean; labels: readonly string[] }[] = [];
  follow(parsed.root);
  return { absent, apart };

  function follow(node: SyntaxNode | undefined): LabelSet {
    if (node === undefined) return NO_LABELS;
    if (node.name === 'VectorSelector') return labelsOf(parsed.matchersOf(node));
    if (node.name === 'AggregateExpr') return aggregated(node);
    if (node.name === 'FunctionCall') return called(node);
    if (node.name === 'BinaryExpr') return joined(node);
    const inner = wrappedIn(node);
    if (inner) return follow(inner);
    return parsed.isVariable(node) ? undefined : NO_LABELS;
  }

  function aggregated(node: SyntaxNode): LabelSet {
    const operator = parsed.textOf(node.getChild('AggregateOp')).toLowerCase();
    const body = node.getChild('FunctionCallBody');
    const argument = operandsOf(body).at(-1);
    const inner = follow(argument);
    const modifier = node.getChild('AggregateModifier');
    const named = groupingLabels(modifier?.getChild('GroupingLabels') ?? null);
    const isVariable = [node.getChild('AggregateOp'), modifier].some(
      (part) => part && parsed.isVariable(part),
    );
    if (isVariable || named === undefined) return undefined;
    const isWithout = modifier !== null && modifier.getChild('Without') !== null;
    const missing = isWithout ? [] : expectLabels(named, inner, [argument]);
    if (CHOOSING.has(operator)) return inner;
    // A label that is reported as absent is not reported again by an outer aggregation.
    const kept = isWithout ? without(inner, named) : possiblyWith(only(inner, named), missing);
    return operator === 'count_values' ? added(kept, body) : kept;
  }

  function called(node: SyntaxNode): LabelSet {
    const identifier = node.getChild('FunctionIdentifier');
    const name = functionName(node, parsed);
    const body = node.getChild('FunctionCallBody');
    const argument = seriesArgument(node, parsed);
    // What stands in the other arguments is judged, too, and gives the result no labels.
    for (const other of operandsOf(body)) if (other.from !== argument?.from) follow(other);
    const inner = follow(argument);
    if (identifier && parsed.isVariable(identifier)) return undefined;
    if (name === 'vector' || valueType(node, parsed) === 'scalar') return NO_LABELS;
    if (name === 'label_replace' || name === 'label_join') return added(inner, body);
    if (name === 'histogram_quantile' || name === 'histogram_fraction') return without(inner, ['le']);
    if (name === 'histogram_quantiles') return added(without(inner, ['le']), body);
    // Their labels come from other series, or from their matchers.
    return name === 'info' || name.startsWith('absent') ? undefined : inner;
  }

  function joined(node: SyntaxNode): LabelSet {
    const [left, right] = operandsOf(node);
    const sides = [follow(left), follow(right)] as const;
    if (left === undefined || right === undefined || isOperatorVariable(node, parsed)) return undefined;
    const [one, other] = [valueType(left, parsed), valueType(right, parsed)];
    if (one === 'scalar') return sides[1];
    if (other === 'scalar') return sides[0];
    if (one !== 'either' && other !== 'either') return matched(node, sides);
    // A variable may be a number or series. Without `on`, both keep the labels of the other side.
    const keeps = ['Or', 'MatchingModifierClause', 'FillModifier'].every((part) => !node.getChild(part));
    return keeps ? (one === 'either' ? sides[1] : sides[0]) : undefined;
  }

  function matched(node: SyntaxNode, sides: readonly [LabelSet, LabelSet]): LabelSet {
    if (node.getChild('Or')) return union(...sides);
    const clause = node.getChild('MatchingModifierClause');
    if (clause && parsed.isVariable(clause)) return undefined;
    const { isOn, matching, many, added: copied } = matchingOf(node, parsed.filled.text);
    const [one, other] = sides.map((side) => (isOn ? only(side, matching) : without(side, matching)));
    const operands = operandsOf(node);
    if (isOn) expectLabels(matching, union(...sides), operands);
    if (node.getChild('Unless')) return sides[0];
    // A side that is filled needs no partner.
    if (node.getChild('FillModifier')) return undefined;
    meet(node, one, other);
    if (node.getChild('And')) return sides[0];
    if (many === undefined) return one ?? other;
    const [from, to] = many === 'left' ? ([1, 0] as const) : ([0, 1] as const);
    expectLabels(copied, sides[from], [operands[from]]);
    return possiblyWith(sides[to], copied);
  }

  function groupingLabels(list: SyntaxNode | null): string[] | undefined {
    return list && parsed.isVariable(list) ? undefined : labelNames(list, parsed.filled.text);
  }

  /** The label that the first string of the arguments names is added, perhaps with an empty value. */
  function added(inner: LabelSet, body: SyntaxNode | null): LabelSet {
    const [label] = body?.getChildren('StringLiteral') ?? [];
    if (label === undefined || parsed.isVariable(label)) return undefined;
    return possiblyWith(inner, [stringLiteral(parsed.textOf(label))]);
  }

  function expectLabels(
    labels: readonly string[],
    set: LabelSet,
    nodes: readonly (SyntaxNode | undefined)[],
  ): string[] {
    const missing =
      set === undefined ? [] : labels.filter((label) => label !== NAME && !set.possible.has(label));
    const within = nodes.map((node) => textOf(node ?? null, parsed.expression));
    absent.push(...missing.map((label) => ({ label, has: [...(set?.possible ?? [])], within })));
    return missing;
  }

  function meet(node: SyntaxNode, one: LabelSet, other: LabelSet): void {
    if (one === undefined || other === undefined) return;
    const labels = [
      ...[...one.always].filter((label) => !other.possible.has(label)),
      ...[...other.always].filter((label) => !one.possible.has(label)),
    ];
    if (labels.length > 0)
      apart.push({
        expression: textOf(node, parsed.expression),
        hasVariables: parsed.isVariable(node),
        labels,
      });
  }
}
