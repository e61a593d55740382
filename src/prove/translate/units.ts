/**
 * UCUM units as Prometheus spells them.
 * https://github.com/open-telemetry/opentelemetry-specification/blob/v1.38.0/specification/compatibility/prometheus_and_openmetrics.md
 */
const MAIN_UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

/** Prometheus 2.47 and 2.48 knew some more. */
const MAIN_UNITS_OF_2_47: ReadonlyMap<string, string> = new Map([
  ...MAIN_UNITS,
  ['B', 'bytes'],
  ['KB', 'kilobytes'],
  ['MB', 'megabytes'],
  ['GB', 'gigabytes'],
  ['TB', 'terabytes'],
  ['$', 'dollars'],
]);

/** Units behind the slash, in the singular. */
const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** What Go's TrimSpace removes; JavaScript's `trim` differs in U+0085 and U+FEFF. */
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACE_AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');

/** The two halves of a unit in Prometheus' words, not yet escaped; empty where nothing is appended. */
export interface UnitWords {
  readonly main: string;
  /** Without its `per_`. */
  readonly per: string;
}

/** How the halves are read: which words are known, and what marks an annotation, which is ignored. */
export interface UnitReading {
  readonly mainUnits: ReadonlyMap<string, string>;
  readonly annotation: RegExp;
}

export const UNITS: UnitReading = { mainUnits: MAIN_UNITS, annotation: /[{}]/ };
export const UNITS_OF_2_47: UnitReading = { mainUnits: MAIN_UNITS_OF_2_47, annotation: /[{}]/ };
/** VictoriaMetrics looks for the opening brace only. */
export const UNITS_OF_VICTORIAMETRICS: UnitReading = { mainUnits: MAIN_UNITS, annotation: /\{/ };

/** Splits at the first slash; an unknown half is kept. */
export function unitWords(unit: string, reading: UnitReading = UNITS): UnitWords {
  const slash = unit.indexOf('/');
  if (slash === -1) return { main: wordOf(unit, reading.mainUnits, reading), per: '' };
  return {
    main: wordOf(unit.slice(0, slash), reading.mainUnits, reading),
    per: wordOf(unit.slice(slash + 1), PER_UNITS, reading),
  };
}

function wordOf(half: string, words: ReadonlyMap<string, string>, reading: UnitReading): string {
  const unit = half.replace(SPACE_AROUND, '');
  return reading.annotation.test(unit) ? '' : (words.get(unit) ?? unit);
}

/** One word of a unit as part of an escaped name: runs of other characters become one underscore, none in front. */
export function escapeUnit(word: string): string {
  return word.replace(/[^A-Za-z0-9:]+/g, '_').replace(/^_/, '');
}

/** The unit as the label `__unit__` has it. */
export function unitLabel(unit: string, escaped: boolean): string {
  const words = unitWords(unit);
  let main = words.main;
  let per = words.per === '' ? '' : `per_${words.per}`;
  if (escaped) {
    main = escapeUnit(main);
    per = escapeUnit(per);
  }
  return [main, per]
    .filter((word) => word !== '')
    .join('_')
    .replace(/^_/, '')
    .replace(/_$/, '');
}
