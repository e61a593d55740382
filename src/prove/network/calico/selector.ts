import { allMatch, anyMatch, type Match, matchOf, not, notJudged, YES } from '../match.ts';
import type { LabelFact } from '../selector.ts';

/** A selector that was read: it judges labels that are looked up one by one. */
export type CalicoSelector = (labelOf: (key: string) => LabelFact) => Match;

type Token =
  | { readonly kind: 'label' | 'text'; readonly value: string }
  | { readonly kind: 'has'; readonly value: string }
  | { readonly kind: 'all' | 'global' | 'end'; readonly value: '' }
  | { readonly kind: 'sign'; readonly value: string };

const SIGNS = ['==', '!=', '&&', '||', '(', ')', '{', '}', ',', '!'];
const LABEL = /^[a-zA-Z0-9_./-]+/;
const FUNCTION = /^(?:has\([ \t]*([a-zA-Z0-9_./-]+)[ \t]*\)|(all|global)\([ \t]*\))/;
/** After a label: these are operators, not labels. */
const OPERATOR = /^(contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in)/;

/**
 * Reads a selector in Calico's language: `app == "a" && x in {"b", "c"} || !has(y)`. The empty selector is all().
 *
 * @returns undefined where it is no selector
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 */
export function calicoSelector(text: string): CalicoSelector | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = new Reader(tokens);
  if (reader.take('end')) return () => YES;
  const selector = reader.anyOf();
  return selector && reader.take('end') ? selector : undefined;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const next = tokenOf(rest, tokens.at(-1)?.kind === 'label');
    if (!next) return undefined;
    tokens.push(next.token);
    rest = rest.slice(next.length).trimStart();
  }
  return [...tokens, { kind: 'end', value: '' }];
}

function tokenOf(
  rest: string,
  afterLabel: boolean,
): { readonly token: Token; readonly length: number } | undefined {
  const quote = rest[0];
  if (quote === '"' || quote === "'") {
    const end = rest.indexOf(quote, 1);
    return end < 0 ? undefined : { token: { kind: 'text', value: rest.slice(1, end) }, length: end + 1 };
  }
  const sign = SIGNS.find((each) => rest.startsWith(each));
  if (sign !== undefined) return { token: { kind: 'sign', value: sign }, length: sign.length };
  if (afterLabel) {
    const [word] = OPERATOR.exec(rest) ?? [];
    if (word === undefined) return undefined;
    const value = word.replace(/[ \t]+/g, '').replace(/with$/, '');
    return { token: { kind: 'sign', value }, length: word.length };
  }
  const [called, has, name] = FUNCTION.exec(rest) ?? [];
  if (called !== undefined && has !== undefined) {
    return { token: { kind: 'has', value: has }, length: called.length };
  }
  if (called !== undefined) {
    return { token: { kind: name === 'all' ? 'all' : 'global', value: '' }, length: called.length };
  }
  const [label] = LABEL.exec(rest) ?? [];
  return label === undefined ? undefined : { token: { kind: 'label', value: label }, length: label.length };
}

/** `||` binds less than `&&`, and that less than `!`. */
class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The next token where it is of this kind and value; else nothing is read. */
  take(kind: Token['kind'], value?: string): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || (value !== undefined && token.value !== value)) return undefined;
    this.#at += 1;
    return token;
  }

  anyOf(): CalicoSelector | undefined {
    const parts = this.#series('||', () => this.#allOf());
    return parts && ((labelOf) => anyMatch(parts.map((part) => part(labelOf))));
  }

  #allOf(): CalicoSelector | undefined {
    const parts = this.#series('&&', () => this.#term());
    return parts && ((labelOf) => allMatch(parts.map((part) => part(labelOf))));
  }

  #series(sign: string, read: () => CalicoSelector | undefined): CalicoSelector[] | undefined {
    const parts: CalicoSelector[] = [];
    do {
      const part = read();
      if (!part) return undefined;
      parts.push(part);
    } while (this.take('sign', sign));
    return parts;
  }

  #term(): CalicoSelector | undefined {
    if (this.take('sign', '!')) {
      const term = this.#term();
      return term && ((labelOf) => not(term(labelOf)));
    }
    if (this.take('sign', '(')) {
      const inner = this.anyOf();
      return inner && this.take('sign', ')') ? inner : undefined;
    }
    if (this.take('all')) return () => YES;
    if (this.take('global')) return () => notJudged('global() is not judged');
    const has = this.take('has');
    if (has) return (labelOf) => judge(labelOf(has.value), (value) => value !== undefined);
    const label = this.take('label');
    return label && this.#comparison(label.value);
  }

  #comparison(key: string): CalicoSelector | undefined {
    const operator = this.take('sign');
    if (!operator) return undefined;
    const values = operator.value.endsWith('in') ? this.#set() : this.#text();
    const test = TESTS[operator.value];
    if (!values || !test) return undefined;
    return (labelOf) => judge(labelOf(key), (value) => test(value, values));
  }

  #text(): string[] | undefined {
    const text = this.take('text');
    return text && [text.value];
  }

  #set(): string[] | undefined {
    if (!this.take('sign', '{')) return undefined;
    const values: string[] = [];
    for (let text = this.take('text'); text; text = this.take('text')) {
      values.push(text.value);
      if (!this.take('sign', ',')) break;
    }
    return this.take('sign', '}') ? values : undefined;
  }
}

type Test = (value: string | undefined, values: readonly string[]) => boolean;

/** An absent label is not equal to anything, and not in any set. */
const TESTS: Readonly<Record<string, Test>> = {
  '==': (value, [wanted]) => value === wanted,
  '!=': (value, [wanted]) => value !== wanted,
  in: (value, values) => value !== undefined && values.includes(value),
  notin: (value, values) => value === undefined || !values.includes(value),
  contains: (value, [part = '']) => value?.includes(part) ?? false,
  starts: (value, [part = '']) => value?.startsWith(part) ?? false,
  ends: (value, [part = '']) => value?.endsWith(part) ?? false,
};

function judge({ value, open = false, why }: LabelFact, test: (value: string | undefined) => boolean): Match {
  if (open) return { answer: 'unknown', ...(why === undefined ? {} : { why }) };
  return matchOf(test(value));
}
