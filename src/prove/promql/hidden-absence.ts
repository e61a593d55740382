import type { SyntaxNode } from '@lezer/common';
import { operandsOf, valueType } from './operands.ts';
import type { Parsed } from './parsed.ts';
import { type Presence, presenceOf } from './presence.ts';
import { textOf } from './syntax-nodes.ts';

const LOW = ['Lss', 'Lte', 'Eql'];

/**
 * Whether `or vector(0)` makes an expression return a number where no series is there. Within arithmetic it mostly does not:
 * in `(errors or vector(0)) / requests` the divisor is absent, too.
 *
 * `alerts`: the whole expression returns it, so that an alert fires.
 */
export function hidesAbsence(parsed: Parsed): 'no' | 'shows' | 'alerts' {
  if (fills(parsed, parsed.root)) return 'alerts';
  // An alert on low values which the filled in value does not reach: (x or vector(0)) < 0.
  const compared = lowComparison(parsed);
  return compared && fills(parsed, compared) ? 'shows' : 'no';
}

function fills(parsed: Parsed, root: SyntaxNode): boolean {
  const absent = (ignoring: boolean): Presence['is'] =>
    presenceOf(
      { ...parsed, root },
      { selectsNothing: () => true, ignores: (node) => ignoring && isFilling(node, parsed) },
    ).is;
  return absent(false) !== 'nothing' && absent(true) === 'nothing';
}

/** The `vector(0)` of `… or vector(0)`. */
function isFilling(node: SyntaxNode, { filled }: Parsed): boolean {
  const { parent } = node;
  if (parent?.name !== 'BinaryExpr' || !parent.getChild('Or')) return false;
  return (
    operandsOf(parent).at(-1)?.from === node.from &&
    /^[\s(]*vector\s*\(\s*0\s*\)[\s)]*$/.test(textOf(node, filled.text))
  );
}

function lowComparison(parsed: Parsed): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = parsed.root;
  while (node?.name === 'ParenExpr') [node] = operandsOf(node);
  if (node?.name !== 'BinaryExpr' || !LOW.some((operator) => node?.getChild(operator))) return undefined;
  const [left, right] = operandsOf(node);
  return left && right && valueType(right, parsed) === 'scalar' ? left : undefined;
}
