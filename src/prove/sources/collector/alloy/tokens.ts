import { goString, GoStringError } from '../../../../shared/text/go-string.ts';

/** A token of Alloy's configuration language. */
export interface Token {
  readonly kind: 'identifier' | 'string' | 'number' | 'symbol' | 'end';
  /** Of a string, its value; of anything else, the text. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Offset of its first character, and of the first one behind it. */
  readonly from: number;
  readonly to: number;
  /** A line break ends a statement before it. */
  readonly startsLine: boolean;
}

export class AlloySyntaxError extends Error {
  override readonly name = 'AlloySyntaxError';

  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}

const SPACE = /[ \t\r]+|\/\/[^\n]*|\n|\/\*[\s\S]*?\*\//y;
const IDENTIFIER = /[A-Za-z_]\w*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const RAW_STRING = /`[^`]*`/y;
const SYMBOL = /==|!=|<=|>=|&&|\|\||[-+*/%^<>!=.,(){}[\]]/y;

/**
 * Splits a configuration of Alloy into tokens; comments are left out.
 *
 * @throws {AlloySyntaxError}
 * @see https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let startsLine = true;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (kind: Token['kind'], found: string, value = found): void => {
    tokens.push({ kind, text: value, line, from: at, to: at + found.length, startsLine });
    startsLine = false;
  };
  while (at < text.length) {
    const space = match(SPACE);
    const found =
      space ?? match(IDENTIFIER) ?? match(NUMBER) ?? match(STRING) ?? match(RAW_STRING) ?? match(SYMBOL);
    if (found === undefined) throw new AlloySyntaxError(line, `unexpected ${JSON.stringify(text[at])}`);
    if (space !== undefined) startsLine ||= space.includes('\n');
    else if (/^["`]/.test(found)) add('string', found, unquoted(found, line));
    else if (/^[A-Za-z_]/.test(found)) add('identifier', found);
    else if (/^\.?\d/.test(found)) add('number', found);
    else add('symbol', found);
    line += found.split('\n').length - 1;
    at += found.length;
  }
  add('end', '');
  return tokens;
}

function unquoted(found: string, line: number): string {
  try {
    return goString(found);
  } catch (error) {
    if (error instanceof GoStringError) throw new AlloySyntaxError(line, error.message);
    throw error;
  }
}
