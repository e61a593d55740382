/** Turns attribute keys into label names; an empty answer is a name that the server refuses. */
export type LabelNamer = (key: string) => string;

/** A label name that needs no change under any escaping: a letter, then letters and digits with underscores. */
const LEGACY = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Escaping of Prometheus 3.0 to 3.6: whatever is not an ASCII letter or digit becomes an underscore. */
export function escapeLabelName(key: string): string {
  if (LEGACY.test(key)) return key;
  return startLabelName(key.replace(/[^A-Za-z0-9]/gu, '_'));
}

function startLabelName(name: string): string {
  const first = name.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return `key_${name}`;
  return name.startsWith('_') && !name.startsWith('__') ? `key${name}` : name;
}
