import { tryJson } from '../../shared/text/try-json.ts';
import type { TextEdit } from '../promql/index.ts';

/** How a text is written in a file: JSON gives it without its quotes, YAML with them. */
export type ScalarStyle = 'json' | 'double' | 'single' | 'block' | 'plain';

/** One character of a text as it is written. */
interface Unit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const ESCAPED = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n[ \t]*|[^])|[^]/g;
const QUOTED = /''|[^]/g;
const PLAIN = /[^]/g;

/** The style of a scalar in YAML. */
export function styleOf(written: string): ScalarStyle {
  if (written.startsWith('"')) return 'double';
  if (written.startsWith("'")) return 'single';
  return /^[|>]/.test(written) ? 'block' : 'plain';
}

/**
 * The written form of an expression after edits of the expression. All else stays as it is written, such as line breaks.
 * Undefined where the expression is not found in it.
 *
 * @param quotes whether a plain scalar of YAML gets quotes
 */
export function editWritten(
  written: string,
  style: ScalarStyle,
  expression: string,
  edits: readonly TextEdit[],
  quotes: boolean,
): string | undefined {
  const units = unitsOf(written, style);
  const places = placesOf(expression, units);
  if (places === undefined) return undefined;
  const after = edits.reduceRight((text, { from, to, text: other }) => {
    const [start, end] = [places[from], places[to - 1]];
    return start && end ? text.slice(0, start.from) + escaped(other, style) + text.slice(end.to) : text;
  }, written);
  // A scalar that begins with a brace would be a map.
  const isQuoted = style === 'plain' && (quotes || !/^[\w(+-]/.test(after));
  return isQuoted ? `'${after.replaceAll("'", "''")}'` : after;
}

function unitsOf(written: string, style: ScalarStyle): Unit[] {
  const pattern = style === 'json' || style === 'double' ? ESCAPED : style === 'single' ? QUOTED : PLAIN;
  const header = style === 'block' ? (/^[|>][^\n]*\n/.exec(written)?.[0].length ?? 0) : 0;
  const quote = style === 'double' || style === 'single' ? 1 : 0;
  return [...written.matchAll(pattern)]
    .map(({ 0: found, index }): Unit => ({ from: index, to: index + found.length, text: decoded(found) }))
    .filter(({ from, to }) => from >= header + quote && to <= written.length - quote);
}

function decoded(unit: string): string {
  if (unit === "''") return "'";
  if (unit.length === 1) return unit;
  if (/^\\\r?\n/.test(unit)) return ' ';
  const hexadecimal = /^\\x(..)$/.exec(unit)?.[1];
  const text = tryJson(hexadecimal === undefined ? `"${unit}"` : `"\\u00${hexadecimal}"`);
  return typeof text === 'string' ? text : unit.slice(1);
}

function escaped(text: string, style: ScalarStyle): string {
  if (style === 'single') return text.replaceAll("'", "''");
  return style === 'json' || style === 'double' ? JSON.stringify(text).slice(1, -1) : text;
}

/** Where each character of the expression is written; YAML folds lines, so that any white space matches any other. */
function placesOf(expression: string, units: readonly Unit[]): readonly Unit[] | undefined {
  for (let start = 0; start < units.length; start += 1) {
    const places = placesFrom(start, expression, units);
    if (places) return places;
  }
  return undefined;
}

function placesFrom(start: number, expression: string, units: readonly Unit[]): Unit[] | undefined {
  const places: Unit[] = [];
  let at = start;
  for (let index = 0; index < expression.length;) {
    const unit = units[at];
    // A final line break may be that of the file.
    if (unit === undefined) return expression.slice(index).trim() === '' ? places : undefined;
    if (!isSpace(expression[index]!)) {
      if (unit.text !== expression[index]) return undefined;
      places.push(unit);
      index += 1;
      at += 1;
      continue;
    }
    if (!isSpace(unit.text)) return undefined;
    while (isSpace(expression[index] ?? '')) {
      places.push(unit);
      index += 1;
    }
    while (isSpace(units[at]?.text ?? '')) at += 1;
  }
  return places;
}

function isSpace(text: string): boolean {
  return /^\s+$/.test(text);
}
