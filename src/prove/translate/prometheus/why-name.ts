import type { MetricNamer } from '../memo.ts';
import type { MetricShape } from '../types.ts';
import { unitWords } from '../units.ts';

/** Explains a metric's name, by comparing names with and without unit and type. */
export function explainName(metricName: MetricNamer, { name, kind, unit }: MetricShape): string[] {
  const bare = metricName(name, NEUTRAL, '');
  const why = [explainCharacters(name, bare)];
  const withUnit = metricName(name, NEUTRAL, unit);
  if (unit !== '') why.push(explainUnit(metricName, unit, bare, withUnit));
  const full = metricName(name, kind, unit);
  if (full !== withUnit) {
    const reason =
      kind === 'counter' ? 'A counter ends in "total"' : `A ${kindWord(kind)} with the unit "1" is a ratio`;
    why.push(`${reason}: ${quote(full)}.`);
  }
  if (kind === 'histogram') why.push('A histogram is stored as series that end in _bucket, _count and _sum.');
  if (kind === 'summary')
    why.push('A summary is stored under its name, one series a quantile, and as _count and _sum.');
  return why;
}

/** A kind for which no namer appends a suffix. */
const NEUTRAL = 'histogram';

function explainCharacters(name: string, bare: string): string {
  if (bare === name) return `The name ${quote(name)} stays as it is.`;
  if (bare === '') return `The name ${quote(name)} has no letter or digit, so nothing of it remains.`;
  return `The name ${quote(name)} becomes ${quote(bare)}: characters that may not stand in it separate words.`;
}

function explainUnit(metricName: MetricNamer, unit: string, bare: string, withUnit: string): string {
  if (withUnit !== bare) return `The unit ${quote(unit)} is appended: ${quote(withUnit)}.`;
  if (metricName('x', NEUTRAL, 's') === 'x')
    return `Units are not appended, so ${quote(unit)} changes nothing.`;
  const words = unitWords(unit);
  const says = words.main !== '' || words.per !== '';
  return says
    ? `The unit ${quote(unit)} is in the name already.`
    : `The unit ${quote(unit)} is no unit or an annotation, and adds nothing.`;
}

export function kindWord(kind: MetricShape['kind']): string {
  if (kind === 'updown') return 'non-monotonic sum';
  return kind === 'exponentialHistogram' ? 'exponential histogram' : kind;
}

export function quote(text: string): string {
  return JSON.stringify(text);
}
