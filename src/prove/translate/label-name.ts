import { withUnderscores } from './ascii.ts';

/** Turns attribute keys into label names; an empty result is a name that the server rejects. */
export type LabelNamer = (key: string) => string;

/** From 3.0 to 3.6, and VictoriaMetrics: each character but ASCII letters and digits becomes an underscore. */
export function escapedLabel(key: string): string {
  return startLabel(withUnderscores(key), true);
}

/** Prometheus 2.49 to 2.55: letters and digits of any alphabet stay, though only ASCII ones are valid there. */
export function escapedLabelOf2x(key: string): string {
  return startLabel(key.replace(/[^\p{L}\p{Nd}]/gu, '_'), true);
}

/** Prometheus 2.47 and 2.48: a leading underscore stays too. */
export function escapedLabelOf247(key: string): string {
  return startLabel(key.replace(/[^\p{L}\p{Nd}]/gu, '_'), false);
}

export interface LabelNamerOptions {
  /** `label_name_underscore_sanitization`: a single leading underscore becomes `key_`. */
  readonly sanitizeUnderscore: boolean;
  /** `label_name_preserve_multiple_underscores`. */
  readonly preserveUnderscores: boolean;
}

/** From 3.7 on: names without any letter or digit are rejected. */
export function strictLabelNamer(options: LabelNamerOptions): LabelNamer {
  const escape = options.preserveUnderscores ? withUnderscores : withSingleUnderscores;
  return (key) => {
    const escaped = escape(key);
    const label = startLabel(escaped, options.sanitizeUnderscore);
    return label === escaped ? named(label) : label;
  };
}

/** Strategies without escaping reject such names only for labels that the server names: promoted attributes. */
export function named(name: string): string {
  return name.charCodeAt(0) !== UNDERSCORE || /[^_]/.test(name) ? name : '';
}

/** A key between double underscores keeps those. */
function withSingleUnderscores(key: string): string {
  const reserved = /^__(.*)__$/s.exec(key);
  const escaped = (reserved?.[1] ?? key).replace(/[^A-Za-z0-9]+/g, '_');
  return reserved === null ? escaped : `__${escaped}__`;
}

function startLabel(name: string, sanitizeUnderscore: boolean): string {
  const first = name.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return `key_${name}`;
  const single = first === UNDERSCORE && name.charCodeAt(1) !== UNDERSCORE;
  return single && sanitizeUnderscore ? `key${name}` : name;
}

const UNDERSCORE = 0x5f;
