import type { MetricKind } from './types.ts';

/** Turns a metric's name into the name of its family; an empty result is a name of which nothing remains. */
export type MetricNamer = (name: string, kind: MetricKind, unit: string) => string;

/**
 * Remembers what was computed for the first `limit` texts and computes the rest each time: it is bounded, and
 * no slower than without it where texts never repeat.
 */
export function remembered<Value>(limit: number, compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    if (known.size < limit) known.set(text, value);
    return value;
  };
}

const NAMES = 1024;

/**
 * Remembers the first names with their kind and unit. Label names are not remembered: finding one takes as long as
 * escaping it.
 */
export function rememberedNames(namer: MetricNamer): MetricNamer {
  const known = new Map<
    string,
    { readonly kind: MetricKind; readonly unit: string; readonly answer: string }
  >();
  return (name, kind, unit) => {
    const before = known.get(name);
    if (before !== undefined && before.kind === kind && before.unit === unit) return before.answer;
    const answer = namer(name, kind, unit);
    if (known.size < NAMES) known.set(name, { kind, unit, answer });
    return answer;
  };
}
