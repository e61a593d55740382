import type { MetricKind } from './types.ts';
import { unitWords } from './units.ts';

/** Turns a metric's name into the name of its family; an empty answer is a name of which nothing remains. */
export type MetricNamer = (name: string, kind: MetricKind, unit: string) => string;

/** `UnderscoreEscapingWithSuffixes` of Prometheus 3.x: tokens joined by underscores, unit and type appended. */
export function escapedNameWithSuffixes(name: string, kind: MetricKind, unit: string): string {
  const tokens = name.split(/[^A-Za-z0-9:]+/u).filter((token) => token !== '');
  addUnit(tokens, unit);
  if (kind === 'counter') moveToEnd(tokens, 'total');
  else if (kind === 'gauge' && unit === '1') moveToEnd(tokens, 'ratio');
  return startMetricName(tokens.join('_'));
}

function addUnit(tokens: string[], unit: string): void {
  const words = unitWords(unit);
  let main = escapeUnit(words.main);
  const per = withoutUnderscoreEnd(words.per === '' ? '' : escapeUnit(`per_${words.per}`));
  const addsPer = per !== '' && per !== 'per' && !tokens.includes(per);
  if (tokens.includes(main)) main = '';
  if (addsPer) main = withoutUnderscoreEnd(main);
  if (main !== '') tokens.push(main);
  if (addsPer) tokens.push(per);
}

function escapeUnit(word: string): string {
  return word.replace(/[^A-Za-z0-9:]+/gu, '_').replace(/^_/, '');
}

function withoutUnderscoreEnd(word: string): string {
  return word.endsWith('_') ? word.slice(0, -1) : word;
}

function moveToEnd(tokens: string[], word: string): void {
  for (let at = tokens.indexOf(word); at !== -1; at = tokens.indexOf(word, at)) tokens.splice(at, 1);
  tokens.push(word);
}

function startMetricName(name: string): string {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 ? `_${name}` : name;
}
