import type { MetricNamer } from '../memo.ts';
import { startMetricName } from './metric-name.ts';
import { UNITS, UNITS_OF_2_47, unitWords, type UnitReading } from '../units.ts';

/**
 * Names of Prometheus 2.x: a word is made of the letters and digits of any alphabet, though only ASCII ones are
 * valid there, and a colon separates like any other character.
 */
function namer(reading: UnitReading): MetricNamer {
  return (name, kind, unit) => {
    const words = wordsOf(name);
    const said = unitWords(unit, reading);
    const main = wordsOf(said.main).join('_');
    if (main !== '' && !words.includes(main)) words.push(main);
    const per = wordsOf(said.per).join('_');
    if (per !== '' && !words.includes(per)) words.push('per', per);

    let named = words;
    if (kind === 'counter') named = movedToEnd(words, 'total');
    else if (kind === 'gauge' && unit === '1') named = movedToEnd(words, 'ratio');
    return startMetricName(named.join('_'));
  };
}

/** `UnderscoreEscapingWithSuffixes`, the only strategy, from 2.49 on. */
export const nameOf2x: MetricNamer = namer(UNITS);

export const nameOf247: MetricNamer = namer(UNITS_OF_2_47);

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{Nd}]+/gu) ?? [];
}

function movedToEnd(words: readonly string[], word: string): string[] {
  return [...words.filter((other) => other !== word), word];
}
