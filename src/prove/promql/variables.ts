import { type Token, tokensOf } from './tokens.ts';

/** An expression whose Grafana variables are replaced by text of the same length, so that it can be parsed. */
export interface Filled {
  readonly text: string;
  /** Whether a part of the expression comes from a variable, so that only the dashboard knows it. */
  readonly touches: (part: { readonly from: number; readonly to: number }) => boolean;
  /** It has variables outside of texts and durations: the dashboard knows more of its syntax than the expression shows. */
  readonly isSyntaxOpen: boolean;
  /** It has variables in the place of durations only: any duration makes a query of it that can be run. */
  readonly isRunnable: boolean;
  /** A variable follows an operand, where it may be an offset, or an operator with its other side. */
  readonly isOpen: boolean;
}

interface Fill {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly kind?: 'duration' | 'text' | 'open';
}

/** A window of a query that is run for a trial, in the place of a variable. */
const SOME_DURATION = '5m';
const GROUPING = /^(?:by|without|on|ignoring|group_left|group_right)$/i;
const OPERATOR = /^(?:and|or|unless|atan2|bool|offset|by|without|on|ignoring|group_left|group_right)$/i;

/**
 * Replaces each variable by what its place allows: a duration, a number, a name, an operator, matchers, or text.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/
 */
export function fillVariables(expression: string): Filled {
  const tokens = tokensOf(expression);
  const fills = [...durations(tokens), ...insideStrings(tokens)];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'variable' || fills.some(({ from, to }) => from <= token.from && token.to <= to))
      continue;
    fills.push(fillOf(tokens, at));
  }
  let text = expression;
  for (const fill of fills)
    text = text.slice(0, fill.from) + fill.text.padEnd(fill.to - fill.from) + text.slice(fill.to);
  return {
    text,
    touches: ({ from, to }) => fills.some((fill) => fill.from < to && from < fill.to),
    isSyntaxOpen: fills.some(({ kind }) => kind !== 'text' && kind !== 'duration'),
    isRunnable: fills.every(({ kind }) => kind === 'duration'),
    isOpen: fills.some(({ kind }) => kind === 'open'),
  };
}

/** Whole durations that contain a variable: `[$__range]`, `[5m:${step}]`, `[${n}m]`, `offset -$shift`, `@ $time`. */
function durations(tokens: readonly Token[]): Fill[] {
  const found: Fill[] = [];
  let run: Token[] | undefined;
  let isTime = false;
  const end = (): void => {
    const part = run?.filter(({ kind }) => kind !== 'space') ?? [];
    const [first, last] = [part[0], part.at(-1)];
    if (first && last && part.some(({ kind }) => kind === 'variable'))
      found.push({
        from: first.from,
        to: last.to,
        ...(isTime ? { text: '1' } : { text: SOME_DURATION, kind: 'duration' }),
      });
    run = undefined;
    isTime = false;
  };
  let isRange = false;
  for (const token of tokens.flatMap(apartAtColons)) {
    const isStart = token.text === '@' || (token.kind === 'word' && /^offset$/i.test(token.text));
    if (isRange && (token.text === ':' || token.text === ']')) {
      end();
      isRange = token.text === ':';
      run = isRange ? [] : undefined;
    } else if (token.text === '[' || isStart) {
      end();
      isRange = token.text === '[';
      isTime = token.text === '@';
      run = [];
    } else if (run && (isRange || token.kind === 'variable' || token.kind === 'word')) run.push(token);
    else if (run && (run.length > 0 || !/^(?:\s+|[-+])$/.test(token.text))) end();
  }
  end();
  return found;
}

/** `5m:1m` in a range is two durations, although `a:b` is one name. */
function apartAtColons(token: Token): Token[] {
  if (token.kind !== 'word') return [token];
  let { from } = token;
  return token.text.split(/(:)/).flatMap((text): Token[] => {
    const part = {
      ...token,
      kind: text === ':' ? ('sign' as const) : token.kind,
      text,
      from,
      to: from + text.length,
    };
    from = part.to;
    return text === '' ? [] : [part];
  });
}

function insideStrings(tokens: readonly Token[]): Fill[] {
  return tokens.flatMap(({ kind, from, variables }) =>
    kind === 'string'
      ? variables.map(([start, end]) => ({
          from: from + start,
          to: from + end,
          text: '_'.repeat(end - start),
          kind: 'text' as const,
        }))
      : [],
  );
}

function fillOf(tokens: readonly Token[], at: number): Fill {
  const { from, to } = tokens[at]!;
  const name = '_'.repeat(to - from);
  const [before, after] = [neighbour(tokens, at, -1), neighbour(tokens, at, 1)];
  const fill = (text: string, kind?: Fill['kind']): Fill => ({ from, to, text, ...(kind ? { kind } : {}) });
  const digits = '1'.repeat(to - from);
  if (/^[\d.]+$/.test(tokens[at - 1]?.text ?? '')) return fill(digits);
  if (isPartOfName(tokens[at - 1]) || isPartOfName(tokens[at + 1])) return fill(name);
  const list = openList(tokens, at);
  if (list === 'labels') return fill(name);
  if (list === 'matchers') {
    if (/^[=!]/.test(after?.text ?? '')) return fill(name);
    if (before?.kind === 'word' && after?.kind === 'string') return fill('=');
    if (/^[=!]/.test(before?.text ?? '')) return fill('""');
    // It stands for whole matchers: the comma that follows goes with it.
    const isFirst = before?.text === '{' || before?.text === ',';
    return isFirst && after?.text === ',' ? { from, to: after.to, text: '' } : fill('');
  }
  if (before && GROUPING.test(before.text)) return fill('()');
  const isAfterOperand = endsOperand(tokens, at);
  if (isAfterOperand) return beginsOperand(after) ? fill('+') : fill('', 'open');
  if (after?.text === '(' || (after && GROUPING.test(after.text))) return fill(to - from > 2 ? 'sum' : 'ln');
  if (after?.text === '{' || after?.text === '[') return fill(name);
  return fill(digits);
}

function neighbour(tokens: readonly Token[], at: number, step: 1 | -1): Token | undefined {
  let index = at + step;
  while (tokens[index]?.kind === 'space') index += step;
  return tokens[index];
}

function isPartOfName(token: Token | undefined): boolean {
  if (token?.kind === 'word') return !/^\d/.test(token.text);
  return token?.kind === 'variable' || token?.text === ':';
}

/** The list that a token is in: labels of `by (…)`, or matchers within braces. */
function openList(tokens: readonly Token[], at: number): 'labels' | 'matchers' | undefined {
  for (let index = at - 1; index >= 0; index -= 1) {
    const text = tokens[index]?.text;
    if (text === '{') return 'matchers';
    if (text === '(') return GROUPING.test(neighbour(tokens, index, -1)?.text ?? '') ? 'labels' : undefined;
    if (text === '}' || text === ')') return undefined;
  }
  return undefined;
}

function endsOperand(tokens: readonly Token[], at: number): boolean {
  let index = at - 1;
  while (tokens[index]?.kind === 'space') index -= 1;
  const token = tokens[index];
  if (token === undefined) return false;
  if (token.kind === 'word') return !OPERATOR.test(token.text);
  if (token.text !== ')') return token.kind === 'string' || token.text === ']' || token.text === '}';
  // After `on (…)` an operand follows; after `sum(x) by (…)` it has ended.
  while (index >= 0 && tokens[index]?.text !== '(') index -= 1;
  const word = neighbour(tokens, index, -1)?.text ?? '';
  if (!GROUPING.test(word)) return true;
  const start = tokens.findLastIndex((one, place) => place < index && one.text === word);
  return /^(?:by|without)$/i.test(word) && neighbour(tokens, start, -1)?.text === ')';
}

function beginsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word') return !OPERATOR.test(token.text);
  return token.kind === 'variable' || token.text === '(' || token.text === '{';
}
