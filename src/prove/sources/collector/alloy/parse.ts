import { AlloySyntaxError, type Token, tokensOf } from './tokens.ts';

/** An expression whose value the file does not show: a reference, a call, a calculation. */
export class OpenExpression {
  /** As it is written. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type AlloyValue =
  | string
  | number
  | boolean
  | null
  | OpenExpression
  | readonly AlloyValue[]
  | { readonly [key: string]: AlloyValue };

export interface AlloyAttribute {
  readonly name: string;
  readonly value: AlloyValue;
  readonly line: number;
}

/** `name "label" { … }`, as `otelcol.receiver.otlp "default" { … }`. */
export interface AlloyBlock {
  readonly name: string;
  readonly label: string | undefined;
  readonly line: number;
  readonly attributes: readonly AlloyAttribute[];
  readonly blocks: readonly AlloyBlock[];
}

type Body = Pick<AlloyBlock, 'attributes' | 'blocks'>;

/** Deeper nesting is no configuration. */
const DEEPEST = 100;

/**
 * Reads a configuration of Alloy.
 *
 * @throws {AlloySyntaxError}
 */
export function parseAlloy(text: string): Body {
  const reader = new Reader(text);
  const body = reader.body(0);
  reader.take('end');
  return body;
}

class Reader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The next token, if it is this symbol or of this kind. */
  #has(what: string): boolean {
    const { kind, text } = this.#next;
    return kind === 'symbol' ? text === what : kind === what;
  }

  take(what: string): Token {
    const token = this.#next;
    if (!this.#has(what))
      throw new AlloySyntaxError(
        token.line,
        `${what} is missing before ${token.kind === 'end' ? 'the end' : JSON.stringify(token.text)}`,
      );
    this.#at += 1;
    return token;
  }

  body(depth: number): Body {
    this.#limit(depth);
    const attributes: AlloyAttribute[] = [];
    const blocks: AlloyBlock[] = [];
    while (this.#has('identifier')) {
      const { text, line } = this.take('identifier');
      let name = text;
      while (this.#has('.')) {
        this.take('.');
        name += `.${this.take('identifier').text}`;
      }
      if (this.#has('=')) {
        this.take('=');
        attributes.push({ name, line, value: this.#expression(depth + 1) });
        continue;
      }
      const label = this.#has('string') ? this.take('string').text : undefined;
      this.take('{');
      const body = this.body(depth + 1);
      this.take('}');
      blocks.push({ name, label, line, ...body });
    }
    return { attributes, blocks };
  }

  /** Operands joined by operators: only `+` of texts has a value here. */
  #expression(depth: number): AlloyValue {
    this.#limit(depth);
    const { from } = this.#next;
    let value = this.#operand(depth);
    while (!this.#next.startsLine && this.#isOperator()) {
      const operator = this.#tokens[this.#at++]!.text;
      const right = this.#operand(depth);
      value =
        operator === '+' && isTextLike(value) && isTextLike(right)
          ? textOf(value) + textOf(right)
          : new OpenExpression(this.#source(from));
    }
    return value;
  }

  #isOperator(): boolean {
    return ['+', '-', '*', '/', '%', '^', '==', '!=', '<', '>', '<=', '>=', '&&', '||'].some((one) =>
      this.#has(one),
    );
  }

  #operand(depth: number): AlloyValue {
    this.#limit(depth);
    const { from } = this.#next;
    const value = this.#primary(depth);
    let isOpen = false;
    for (;;) {
      if (this.#has('.')) {
        this.take('.');
        this.take('identifier');
      } else if (!this.#next.startsLine && this.#has('(')) this.#list('(', ')', depth);
      else if (!this.#next.startsLine && this.#has('[')) this.#list('[', ']', depth);
      else break;
      isOpen = true;
    }
    return isOpen ? new OpenExpression(this.#source(from)) : value;
  }

  #primary(depth: number): AlloyValue {
    const token = this.#next;
    if (this.#has('[')) return this.#list('[', ']', depth);
    if (this.#has('{')) return this.#object(depth);
    if (this.#has('string')) return this.take('string').text;
    if (this.#has('number')) return Number(this.take('number').text);
    if (this.#has('(')) {
      this.take('(');
      const value = this.#expression(depth + 1);
      this.take(')');
      return value;
    }
    if (this.#has('-') || this.#has('!')) {
      this.#at += 1;
      const value = this.#operand(depth + 1);
      return token.text === '-' && typeof value === 'number'
        ? -value
        : new OpenExpression(this.#source(token.from));
    }
    const { text } = this.take('identifier');
    if (text === 'true' || text === 'false') return text === 'true';
    return text === 'null' ? null : new OpenExpression(text);
  }

  #list(open: string, close: string, depth: number): AlloyValue[] {
    this.take(open);
    const items: AlloyValue[] = [];
    while (!this.#has(close)) {
      items.push(this.#expression(depth + 1));
      if (!this.#has(',')) break;
      this.take(',');
    }
    this.take(close);
    return items;
  }

  #object(depth: number): AlloyValue {
    this.take('{');
    const entries: [string, AlloyValue][] = [];
    while (!this.#has('}')) {
      const key = this.take(this.#has('string') ? 'string' : 'identifier').text;
      this.take('=');
      entries.push([key, this.#expression(depth + 1)]);
      if (!this.#has(',')) break;
      this.take(',');
    }
    this.take('}');
    return Object.fromEntries(entries);
  }

  #source(from: number): string {
    return this.#text.slice(from, this.#tokens[this.#at - 1]!.to);
  }

  #limit(depth: number): void {
    if (depth > DEEPEST) throw new AlloySyntaxError(this.#next.line, 'it is nested too deeply');
  }
}

function isTextLike(value: AlloyValue): value is string | OpenExpression {
  return typeof value === 'string' || value instanceof OpenExpression;
}

/**
 * The text of a value for the settings of a component: what the file does not show is written as the collector writes its
 * variables.
 */
export function textOf(value: string | OpenExpression): string {
  if (typeof value === 'string') return value;
  const [, variable] = /^(?:sys\.)?env\(\s*"([^"]*)"\s*\)$/.exec(value.source) ?? [];
  return `\${${variable === undefined ? 'expression' : 'env'}:${(variable ?? value.source).replaceAll(/[${}\s]+/g, ' ')}}`;
}
