import type { Matcher } from './matcher.ts';

/** One literal character of a regular expression, or an escaped one. */
const LITERAL = /[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9]/y;

/**
 * The values that a matcher selects, where it lists them: `a="b"`, `a=~"b|c"`. Undefined for every other one, and where it
 * also selects series without the label.
 */
export function literalValues({ operator, value, matches, isVariable }: Matcher): string[] | undefined {
  if (isVariable || operator.startsWith('!') || matches('')) return undefined;
  return operator === '=' ? [value] : alternatives(/^\(([^()]*)\)$/.exec(value)?.[1] ?? value);
}

function alternatives(pattern: string): string[] | undefined {
  const found = [''];
  for (let at = 0; at < pattern.length;) {
    if (pattern[at] === '|') {
      found.push('');
      at += 1;
      continue;
    }
    LITERAL.lastIndex = at;
    const [part] = LITERAL.exec(pattern) ?? [];
    if (part === undefined) return undefined;
    found.push((found.pop() ?? '') + part.slice(-1));
    at += part.length;
  }
  return found;
}
