import type { Condition, Expression, Statement } from './expression.ts';
import { OttlError, type Token, tokensOf } from './tokens.ts';

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
const ARITHMETIC = new Set(['+', '-', '*', '/']);

/**
 * @throws {OttlError}
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/pkg/ottl/LANGUAGE.md
 */
export function parseStatement(text: string): Statement {
  const reader = new Reader(tokensOf(text));
  const call = reader.expression();
  if (call.type !== 'call') throw new OttlError('it does not begin with a function');
  const where = reader.takes('where') ? reader.condition() : undefined;
  reader.ends();
  return { editor: call.name, args: call.args, where };
}

/** @throws {OttlError} */
export function parseCondition(text: string): Condition {
  const reader = new Reader(tokensOf(text));
  const condition = reader.condition();
  reader.ends();
  return condition;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'string' || token.text !== text) return false;
    this.#at++;
    return true;
  }

  ends(): void {
    const rest = this.#tokens[this.#at];
    if (rest) throw new OttlError(`not understood from ${rest.text}`);
  }

  condition(): Condition {
    let left = this.#conjunction();
    while (this.takes('or')) left = { type: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): Condition {
    let left = this.#negation();
    while (this.takes('and')) left = { type: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): Condition {
    if (this.takes('not')) return { type: 'not', of: this.#negation() };
    if (this.takes('(')) {
      const inner = this.condition();
      this.#expects(')');
      return inner;
    }
    const left = this.expression();
    const op = this.#tokens[this.#at];
    if (op?.kind !== 'sign' || !COMPARISONS.has(op.text)) return { type: 'value', of: left };
    this.#at++;
    return { type: 'compare', op: op.text, left, right: this.expression() };
  }

  expression(): Expression {
    const first = this.#operand();
    let result = first;
    for (
      let token = this.#tokens[this.#at];
      token && this.#isArithmetic(token);
      token = this.#tokens[this.#at]
    ) {
      this.#at++;
      this.#operand();
      result = { type: 'other' };
    }
    return result;
  }

  #isArithmetic({ kind, text }: Token): boolean {
    return kind === 'sign' && ARITHMETIC.has(text);
  }

  #operand(): Expression {
    const token = this.#tokens[this.#at];
    if (!token) throw new OttlError('it ends too early');
    this.#at++;
    if (token.kind === 'string') return { type: 'literal', value: token.text };
    if (token.kind === 'number') return { type: 'literal', value: Number(token.text) };
    if (token.kind === 'word') return this.#word(token.text);
    if (token.text === '[') return { type: 'list', items: this.#until(']') };
    if (token.text === '{') {
      this.#until('}');
      return { type: 'other' };
    }
    if (token.text === '(') {
      this.expression();
      this.#expects(')');
      return { type: 'other' };
    }
    throw new OttlError(`not understood from ${token.text}`);
  }

  #word(word: string): Expression {
    if (word === 'true' || word === 'false') return { type: 'literal', value: word === 'true' };
    if (word === 'nil') return { type: 'literal', value: null };
    if (this.takes('(')) return this.#indexed({ type: 'call', name: word, args: this.#until(')') });
    if (/^[A-Z][A-Z0-9_]+$/.test(word)) return { type: 'enum', name: word };
    const names = [word];
    const keys: (string | number)[] = [];
    for (;;) {
      if (this.takes('.')) {
        names.push(this.#next('word').text);
      } else if (this.takes('[')) {
        const token = this.#next('string', 'number');
        keys.push(token.kind === 'number' ? Number(token.text) : token.text);
        this.#expects(']');
      } else {
        return { type: 'path', names, keys };
      }
    }
  }

  /** A part of what a function returns is not evaluated. */
  #indexed(call: Expression): Expression {
    let result = call;
    while (this.takes('[')) {
      this.#next('string', 'number');
      this.#expects(']');
      result = { type: 'other' };
    }
    return result;
  }

  /** Items up to the sign, each with or without a name before it. */
  #until(sign: string): Expression[] {
    const items: Expression[] = [];
    while (!this.takes(sign)) {
      if (items.length > 0) this.#expects(',');
      const named = this.#tokens[this.#at + 1];
      if (named?.kind === 'sign' && (named.text === '=' || named.text === ':')) this.#at += 2;
      items.push(this.expression());
    }
    return items;
  }

  #next(...kinds: Token['kind'][]): Token {
    const token = this.#tokens[this.#at];
    if (!token || !kinds.includes(token.kind))
      throw new OttlError(`not understood from ${token?.text ?? 'its end'}`);
    this.#at++;
    return token;
  }

  #expects(sign: string): void {
    if (!this.takes(sign)) throw new OttlError(`${sign} is missing`);
  }
}
