import type { LabelNamer } from './label-name.ts';
import type { MetricNamer } from './metric-name.ts';
import type { MetricKind } from './types.ts';

/**
 * A map in bounded memory: two generations, of which the older is dropped when the younger is full, so that what is
 * asked for often stays. Holds at most twice `generation` entries.
 */
export class RecentMap<Value> {
  readonly #generation: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(generation: number) {
    this.#generation = generation;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}

/** Entries that a cache of names keeps at least, so that a busy backend's names all fit. */
const GENERATION = 131_072;

/** A name nearly always comes with one kind and unit; only the latest are remembered. */
export function rememberedNames(namer: MetricNamer): MetricNamer {
  const seen = new RecentMap<{ readonly kind: MetricKind; readonly unit: string; readonly answer: string }>(
    GENERATION,
  );
  return (name, kind, unit) => {
    const known = seen.get(name);
    if (known !== undefined && known.kind === kind && known.unit === unit) return known.answer;
    const answer = namer(name, kind, unit);
    seen.set(name, { kind, unit, answer });
    return answer;
  };
}

export function rememberedLabels(namer: LabelNamer): LabelNamer {
  const seen = new RecentMap<string>(GENERATION);
  return (key) => {
    const known = seen.get(key);
    if (known !== undefined) return known;
    const answer = namer(key);
    seen.set(key, answer);
    return answer;
  };
}
