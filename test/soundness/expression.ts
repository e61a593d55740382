/** A part of a query: text, with expressions in it. */
export interface Expression {
  readonly type: 'vector' | 'scalar' | 'matrix';
  readonly parts: readonly (string | Expression)[];
}

export function printed({ parts }: Expression): string {
  return parts.map((part) => (typeof part === 'string' ? part : printed(part))).join('');
}

/** Queries that are one step simpler: a part in the place of the whole, or the same with a simpler part. */
export function* simpler(expression: Expression): Generator<Expression> {
  const { type, parts } = expression;
  for (const [at, part] of parts.entries()) {
    if (typeof part === 'string') continue;
    yield* withinOfType(part, type);
    for (const less of simpler(part)) yield { type, parts: parts.with(at, less) };
  }
}

function* withinOfType(part: Expression, type: Expression['type']): Generator<Expression> {
  if (part.type === type) yield part;
  else for (const inner of part.parts) if (typeof inner !== 'string') yield* withinOfType(inner, type);
}
