import type { SyntaxNode } from '@lezer/common';

const VARIABLE = /\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+(?::\w+)?\]\]/g;
/** Variables in the place of a duration, such as `${__interval_ms}ms` and `[$window:$step]`. */
const IN_RANGE = /(\[\s*)([^[\]]*\$[^[\]]*)(\])/g;
/** A duration that nobody writes: it marks a window that comes from a variable. */
const SOME_TIME = '9y';
const SOME_TIME_MS = 9 * 31_536_000_000;

/**
 * Replaces Grafana's variables by text of the same length, so that offsets stay valid: by a duration where one is
 * expected, else by a name that matches nothing else.
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

/** Whether a duration came from a variable. */
export function isSomeTime(milliseconds: number): boolean {
  return milliseconds === SOME_TIME_MS;
}

export function textOf(node: SyntaxNode | null, expression: string): string {
  return node === null ? '' : expression.slice(node.from, node.to);
}
