import type { SyntaxNode } from '@lezer/common';

const VARIABLE = /\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+(?::\w+)?\]\]/g;
/** Where a duration stands, `${__interval_ms}ms` and `[$window:$step]` among them. */
const IN_RANGE = /(\[\s*)([^[\]]*\$[^[\]]*)(\])/g;
/** A length of time that nobody writes, so that a window that comes from a variable is known again. */
const SOME_TIME = '9y';
const SOME_TIME_MS = 9 * 31_536_000_000;

/**
 * The expression with Grafana's variables replaced by text of the same length, so that offsets hold: a length of time
 * where one stands, else a name that matches nothing else.
 */
export function withoutVariables(text: string): string {
  return text
    .replaceAll(
      IN_RANGE,
      (_, open: string, inner: string, close: string) => open + SOME_TIME.padEnd(inner.length) + close,
    )
    .replaceAll(VARIABLE, (variable) => '_'.repeat(variable.length));
}

/** Whether a matcher's value came from a variable of a dashboard. */
export function isVariable(value: string): boolean {
  return /^_{2,}$/.test(value);
}

/** Whether a length of time came from a variable. */
export function isSomeTime(milliseconds: number): boolean {
  return milliseconds === SOME_TIME_MS;
}

export function textOf(node: SyntaxNode | null, expression: string): string {
  return node === null ? '' : expression.slice(node.from, node.to);
}
