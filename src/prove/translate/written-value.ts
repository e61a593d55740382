import { labelText } from './attribute-value.ts';
import { plainDecimal } from './plain-decimal.ts';

/** Types of attributes whose values have one text each. */
export type WrittenType = 'boolean' | 'int' | 'double';

const INT = /^(?:0|-?[1-9]\d*)$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** The number that a text spells in any way, such as 5, 5.0, 1e6 or +Inf; undefined if it spells none. */
export function spelledNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
}

/** Whether a backend may write a value of this type so, as the text of a label. */
export function isWritten(type: WrittenType, text: string): boolean {
  if (type === 'boolean') return text === 'true' || text === 'false';
  if (type === 'int') return INT.test(text);
  const value = spelledNumber(text);
  // What is no finite number has other texts in each version.
  if (value === undefined) return /nan|inf/i.test(text);
  return !Number.isFinite(value) || textsOf(value).includes(text);
}

/** How the value is written that a text spells in another way: 200 for 200.0, true for True. */
export function rewritten(type: WrittenType, text: string): string | undefined {
  if (type === 'boolean') {
    const lower = text.toLowerCase();
    return isWritten(type, lower) ? lower : undefined;
  }
  const value = spelledNumber(text);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  if (type === 'double') return textsOf(value)[0];
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** As Prometheus and Mimir write a double, and as VictoriaMetrics does. */
function textsOf(value: number): string[] {
  return [labelText(value), plainDecimal(value)];
}
