import type { MetricNamer } from '../memo.ts';
import { startMetricName } from './metric-name.ts';
import type { MetricKind } from '../types.ts';
import { unitWords } from '../units.ts';

/** `NoTranslation`, from 3.4 on. */
export const untranslated: MetricNamer = (name) => name;

/** `NoUTF8EscapingWithSuffixes` from 3.7 on: a suffix is first removed from the end of the name, then appended. */
export function rawWithSuffixes(name: string, kind: MetricKind, unit: string): string {
  const words = unitWords(unit);
  const type = typeSuffix(kind, unit);
  const per = words.per === '' ? '' : `per_${words.per}`;
  let raw = name;
  if (type !== '') raw = withoutEnd(raw, type);
  if (per !== '') raw = withoutEnd(raw, per);
  if (words.main !== '' && !raw.endsWith(words.main)) raw += `_${words.main}`;
  if (per !== '') raw += `_${per}`;
  return type === '' ? raw : `${raw}_${type}`;
}

/** The same from 3.2 to 3.6: appended whatever the name ends with. */
export function rawWithRepeatedSuffixes(name: string, kind: MetricKind, unit: string): string {
  const words = unitWords(unit);
  const type = typeSuffix(kind, unit);
  let raw = name;
  if (words.main !== '') raw += `_${words.main}`;
  if (words.per !== '') raw += `_per_${words.per}`;
  return type === '' ? raw : `${raw}_${type}`;
}

/**
 * The same in 3.0 and 3.1: the name is taken apart into words and put together with the separators it had, one byte
 * each, so that a separator of several bytes, or several in a row, come out changed.
 */
export function rawWithSuffixesOf30(name: string, kind: MetricKind, unit: string): string {
  const { words, separators } = takenApart(name);
  const said = unitWords(unit);
  const per = said.per === '' ? '' : `per_${said.per}`;
  let main = words.includes(said.main) ? '' : said.main;
  if (per !== '' && main.endsWith('_')) main = main.slice(0, -1);
  const type = typeSuffix(kind, unit);
  const tokens = [...words, main, per].filter((token, at) => at < words.length || token !== '');
  const named = type === '' ? tokens : [...tokens.filter((token) => token !== type), type];
  return startMetricName(
    named.map((token, at) => (at === 0 ? token : `${separators[at - 1] ?? '_'}${token}`)).join(''),
  );
}

function typeSuffix(kind: MetricKind, unit: string): string {
  if (kind === 'counter') return 'total';
  return kind === 'gauge' && unit === '1' ? 'ratio' : '';
}

/** Removes the suffix and the character before it, as if that were the separator: `cputotal` becomes `cp`. */
function withoutEnd(name: string, suffix: string): string {
  if (!name.endsWith(suffix)) return name;
  const bytes = Buffer.from(name);
  const rest = bytes.length - Buffer.byteLength(suffix) - 1;
  return rest > 0 ? bytes.subarray(0, rest).toString() : name;
}

function takenApart(name: string): { words: string[]; separators: string[] } {
  const words: string[] = [];
  const separators: string[] = [];
  for (const [, word = '', separator = ''] of name.matchAll(/([\p{L}\p{Nd}:]+)([^\p{L}\p{Nd}:]?)/gu)) {
    words.push(word);
    if (separator !== '') separators.push(String.fromCharCode(Buffer.from(separator)[0] ?? 0));
  }
  return { words, separators };
}
