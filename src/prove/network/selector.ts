import type { Answer } from './answer.ts';
import { allMatch, type Match, matchOf, NO } from './match.ts';
import type { LabelExpression, Labels, LabelSelector } from './object.ts';

/** What is known of one label. */
export interface LabelFact {
  readonly value: string | undefined;
  /** There is no value, and that proves nothing. */
  readonly open?: boolean;
  readonly why?: string;
}

/**
 * Does a selector match these labels? All of its parts must; the empty selector matches everything.
 *
 * @param partial there may be labels that are not known, so that an absent key proves nothing
 */
export function selectorMatches(selector: LabelSelector, labels: Labels, partial = false): Answer {
  return selectorMatchesBy(selector, (key) => labelFact(labels, key, partial)).answer;
}

/** The same over labels that are looked up one by one. */
export function selectorMatchesBy(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labelOf: (key: string) => LabelFact,
): Match {
  const equalities = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  return allMatch(
    [...equalities, ...matchExpressions].map((expression) =>
      expressionMatches(expression, labelOf(expression.key)),
    ),
  );
}

export function labelFact(labels: Labels, key: string, partial = false): LabelFact {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return { value, open: partial && value === undefined };
}

function expressionMatches(
  { operator, values = [] }: LabelExpression,
  { value, open = false, why }: LabelFact,
): Match {
  if (open) return { answer: 'unknown', ...(why === undefined ? {} : { why }) };
  switch (operator) {
    case 'In':
      return matchOf(value !== undefined && values.includes(value));
    case 'NotIn':
      // An absent key counts as "not in": https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
      return matchOf(value === undefined || !values.includes(value));
    case 'Exists':
      return matchOf(value !== undefined);
    case 'DoesNotExist':
      return matchOf(value === undefined);
    default:
      return NO;
  }
}
