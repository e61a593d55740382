import type { SyntaxNode } from '@lezer/common';
import { functionName, operandsOf, seriesArgument, valueType, wrappedIn } from './operands.ts';
import type { Parsed } from './parsed.ts';
import { childrenOf } from './syntax-nodes.ts';

/** What is certain about the result of an expression. */
export type Presence =
  /** It returns no series, because those selectors select none. */
  | { readonly is: 'nothing'; readonly because: readonly SyntaxNode[] }
  /** It returns this number, as a scalar or as a series without labels. */
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'unknown' };

export interface Assumption {
  /** Whether a selector selects nothing. */
  readonly selectsNothing: (selector: SyntaxNode) => boolean;
  /** Whether this part returns nothing whatever it is. */
  readonly ignores?: (part: SyntaxNode) => boolean;
}

const UNKNOWN: Presence = { is: 'unknown' };
const KEEPS_VALUE = new Set(['sum', 'min', 'max', 'avg', 'sort', 'sort_desc']);

/**
 * Whether an expression returns nothing, by what its selectors select. It is only said where it is certain: every
 * function and operator that may return data for empty input ends the proof.
 */
export function presenceOf(parsed: Parsed, assumption: Assumption): Presence {
  return presence(parsed.root);

  function presence(node: SyntaxNode): Presence {
    if (assumption.ignores?.(node)) return { is: 'nothing', because: [] };
    const inner = wrappedIn(node);
    if (inner) return node.name === 'UnaryExpr' ? signed(node, presence(inner)) : presence(inner);
    switch (node.name) {
      case 'VectorSelector':
        return assumption.selectsNothing(node) ? { is: 'nothing', because: [node] } : UNKNOWN;
      case 'NumberDurationLiteral':
        return literal(node);
      case 'AggregateExpr':
        return aggregated(node);
      case 'FunctionCall':
        return called(node);
      case 'BinaryExpr':
        return combined(node);
      default:
        return UNKNOWN;
    }
  }

  function literal(node: SyntaxNode): Presence {
    const value = Number(parsed.textOf(node));
    // A duration is a number, too: 5m.
    return parsed.isVariable(node) || Number.isNaN(value) ? UNKNOWN : numberOf(value);
  }

  function signed(node: SyntaxNode, inner: Presence): Presence {
    if (inner.is !== 'number') return inner;
    return numberOf(parsed.textOf(node).startsWith('-') ? -inner.value : inner.value);
  }

  function aggregated(node: SyntaxNode): Presence {
    const operator = node.getChild('AggregateOp');
    // Without `by`, a variable may be a function: absent(…).
    if (operator === null || (parsed.isVariable(operator) && node.getChild('AggregateModifier') === null))
      return UNKNOWN;
    return passedOn(operandsOf(node.getChild('FunctionCallBody')).at(-1), parsed.textOf(operator));
  }

  function called(node: SyntaxNode): Presence {
    const identifier = node.getChild('FunctionIdentifier');
    if (identifier === null || parsed.isVariable(identifier)) return UNKNOWN;
    const name = functionName(node, parsed);
    const [first] = operandsOf(node.getChild('FunctionCallBody'));
    if (name === 'vector' || name === 'scalar') {
      const given = first ? presence(first) : UNKNOWN;
      return given.is === 'nothing' ? numberOf(Number.NaN) : given;
    }
    if (name === 'absent' || name === 'absent_over_time') return UNKNOWN;
    return passedOn(seriesArgument(node, parsed), name);
  }

  function passedOn(argument: SyntaxNode | undefined, operator: string): Presence {
    const given = argument ? presence(argument) : UNKNOWN;
    if (given.is === 'nothing') return given;
    return given.is === 'number' && KEEPS_VALUE.has(operator.toLowerCase()) ? given : UNKNOWN;
  }

  function combined(node: SyntaxNode): Presence {
    const [left, right] = operandsOf(node);
    if (left === undefined || right === undefined) return UNKNOWN;
    const [one, other] = [presence(left), presence(right)];
    const both = one.is === 'nothing' && other.is === 'nothing' ? [one, other] : [];
    if (both.length > 0) return { is: 'nothing', because: both.flatMap(({ because }) => because) };
    if (isOperatorVariable(node, parsed)) return UNKNOWN;
    if (node.getChild('Or')) return one.is === 'nothing' ? other : one.is === 'number' ? one : UNKNOWN;
    if (node.getChild('Unless')) return one.is === 'nothing' ? one : UNKNOWN;
    if (one.is === 'nothing' || other.is === 'nothing') {
      const fill = parsed.textOf(node.getChild('FillModifier'));
      const isFilled = one.is === 'nothing' ? /\bfill(?:_left)?\b/i : /\bfill(?:_right)?\b/i;
      return isFilled.test(fill) ? UNKNOWN : one.is === 'nothing' ? one : other;
    }
    if (one.is !== 'number' || other.is !== 'number') return UNKNOWN;
    const isBool = node.getChild('BoolModifier') !== null;
    const isScalar = valueType(node, parsed) === 'scalar';
    return computed(node, one.value, other.value, isBool || isScalar);
  }
}

/** Whether a variable is between the operands: it may be any operator. */
export function isOperatorVariable(node: SyntaxNode, parsed: Parsed): boolean {
  const [, operator] = childrenOf(node);
  return operator !== undefined && parsed.isVariable(operator);
}

function computed(node: SyntaxNode, one: number, other: number, isBool: boolean): Presence {
  const is = (operator: string): boolean => node.getChild(operator) !== null;
  if (is('Add')) return numberOf(one + other);
  if (is('Sub')) return numberOf(one - other);
  if (is('Mul')) return numberOf(one * other);
  if (is('Div')) return numberOf(one / other);
  const holds = is('Eql')
    ? one === other
    : is('Neq')
      ? one !== other
      : is('Lss')
        ? one < other
        : is('Lte')
          ? one <= other
          : is('Gtr')
            ? one > other
            : is('Gte')
              ? one >= other
              : undefined;
  if (holds === undefined) return UNKNOWN;
  if (isBool) return numberOf(holds ? 1 : 0);
  return holds ? numberOf(one) : { is: 'nothing', because: [] };
}

function numberOf(value: number): Presence {
  return { is: 'number', value };
}
