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

/** The two halves of a unit in Prometheus' words, not yet escaped; empty where there is nothing to say. */
export interface UnitWords {
  readonly main: string;
  /** Without its `per_`. */
  readonly per: string;
}

/** Splits at the first slash; a half with an annotation in braces says nothing, an unknown one stands as it is. */
export function unitWords(unit: string): UnitWords {
  const slash = unit.indexOf('/');
  if (slash === -1) return { main: wordOf(unit, MAIN_UNITS), per: '' };
  return { main: wordOf(unit.slice(0, slash), MAIN_UNITS), per: wordOf(unit.slice(slash + 1), PER_UNITS) };
}

function wordOf(half: string, words: ReadonlyMap<string, string>): string {
  const unit = half.trim();
  if (unit.includes('{') || unit.includes('}')) return '';
  return words.get(unit) ?? unit;
}
