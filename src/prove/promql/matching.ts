import type { SyntaxNode } from '@lezer/common';
import { labelNames } from './selector.ts';

/** How an operation finds the series of its two sides that belong together. */
export interface Matching {
  readonly isOn: boolean;
  /** Labels of `on` or `ignoring`. */
  readonly matching: readonly string[];
  /** The side of which several series match one. */
  readonly many: 'left' | 'right' | undefined;
  /** Labels copied from the other side. */
  readonly added: readonly string[];
}

export function matchingOf(operation: SyntaxNode, text: string): Matching {
  const clause = operation.getChild('MatchingModifierClause');
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
