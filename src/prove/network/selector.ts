import { allOf, type Answer, answerOf } from './answer.ts';
import type { LabelExpression, Labels, LabelSelector } from './model.ts';

/**
 * Does a selector match these labels? All of its parts must; the empty selector matches everything.
 *
 * @param partial there may be labels that are not known, so that an absent key proves nothing
 */
export function selectorMatches(selector: LabelSelector, labels: Labels, partial = false): Answer {
  const equalities = Object.entries(selector.matchLabels ?? {}).map(([key, value]) =>
    expressionMatches({ key, operator: 'In', values: [value] }, labels, partial),
  );
  const expressions = (selector.matchExpressions ?? []).map((expression) =>
    expressionMatches(expression, labels, partial),
  );
  return allOf([...equalities, ...expressions]);
}

function expressionMatches(
  { key, operator, values = [] }: LabelExpression,
  labels: Labels,
  partial: boolean,
): Answer {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (value === undefined && partial) return 'unknown';
  switch (operator) {
    case 'In':
      return answerOf(value !== undefined && values.includes(value));
    case 'NotIn':
      // An absent key counts as "not in": https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
      return answerOf(value === undefined || !values.includes(value));
    case 'Exists':
      return answerOf(value !== undefined);
    case 'DoesNotExist':
      return answerOf(value === undefined);
    default:
      return 'no';
  }
}
