import { joinedWords } from '../ascii.ts';
import { remembered } from '../memo.ts';
import type { MetricKind } from '../types.ts';
import { escapeUnit, unitWords } from '../units.ts';

/** What is appended for a unit; empty where there is nothing to append. */
interface UnitSuffix {
  readonly main: string;
  readonly per: string;
}

/**
 * `UnderscoreEscapingWithSuffixes` from 3.2 on: words of letters, digits and colons, joined by underscores; unit and
 * type are appended unless they are words of the name already.
 */
export function escapedWithSuffixes(name: string, kind: MetricKind, unit: string): string {
  return withWords(joinedWords(name), kind, unit, suffixOf(unit));
}

/** The same in 3.1, where the second half of a unit kept an underscore at its end. */
export function escapedWithSuffixesOf31(name: string, kind: MetricKind, unit: string): string {
  const words = unitWords(unit);
  const per = escapeUnit(words.per);
  const suffix = { main: escapeUnit(words.main), per: per === '' ? '' : `per_${per}` };
  return withWords(joinedWords(name), kind, unit, suffix);
}

/** The same in 3.0, where a unit kept no colon. */
export function escapedWithSuffixesOf30(name: string, kind: MetricKind, unit: string): string {
  return escapedWithSuffixesOf31(name, kind, unit.replaceAll(':', '_'));
}

/** `UnderscoreEscapingWithoutSuffixes` in 3.6: runs of other characters become one underscore, none at the ends. */
export function escapedWithoutSuffixesOf36(name: string): string {
  const spaced = name.replace(/[^A-Za-z0-9:_]+/g, ' ');
  return startMetricName(spaced.replace(/^ | $/g, '').replaceAll(' ', '_'));
}

/** The same from 3.7 on: a name reduced to underscores becomes empty; one of underscores only is kept. */
export function escapedWithoutSuffixes(name: string): string {
  const escaped = escapedWithoutSuffixesOf36(name);
  return escaped !== name && /^_+$/.test(escaped) ? '' : escaped;
}

/** Appends to words joined by underscores what is not one of them yet. */
function withWords(joined: string, kind: MetricKind, unit: string, suffix: UnitSuffix): string {
  let { main } = suffix;
  if (main !== '' && hasWord(joined, main)) main = '';
  if (suffix.per !== '' && main.endsWith('_')) main = main.slice(0, -1);

  let name = joined;
  let type = '';
  if (kind === 'counter') type = 'total';
  else if (kind === 'gauge' && unit === '1') type = 'ratio';
  if (type !== '') {
    if (hasWord(name, type)) name = withoutWord(name, type);
    if (main === type) main = '';
  }
  // Searched before anything is appended: searching a string that was just concatenated is slower.
  name = startMetricName(name);
  if (main !== '') name = append(name, main);
  if (suffix.per !== '') name = append(name, suffix.per);
  return type === '' ? name : append(name, type);
}

const UNITS_REMEMBERED = 1024;

const suffixOf = remembered(UNITS_REMEMBERED, (unit): UnitSuffix => {
  const words = unitWords(unit);
  if (words.per === '') return { main: escapeUnit(words.main), per: '' };
  const per = escapeUnit(`per_${words.per}`).replace(/_$/, '');
  return { main: escapeUnit(words.main), per: per === 'per' ? '' : per };
});

/** Whether the word is one of those joined by underscores; a word with an underscore never is. */
function hasWord(joined: string, word: string): boolean {
  if (word.includes('_')) return false;
  for (let at = joined.indexOf(word); at !== -1; at = joined.indexOf(word, at + 1)) {
    const end = at + word.length;
    const starts = at === 0 || joined.charCodeAt(at - 1) === UNDERSCORE;
    if (starts && (end === joined.length || joined.charCodeAt(end) === UNDERSCORE)) return true;
  }
  return false;
}

const UNDERSCORE = 0x5f;

function withoutWord(joined: string, word: string): string {
  return joined
    .split('_')
    .filter((other) => other !== word)
    .join('_');
}

function append(name: string, word: string): string {
  return name === '' ? startMetricName(word) : `${name}_${word}`;
}

/** A metric name must not start with a digit. */
export function startMetricName(name: string): string {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 ? `_${name}` : name;
}
