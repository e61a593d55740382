import type { MetricKind } from '../types.ts';
import { UNITS_OF_VICTORIAMETRICS, unitWords } from '../units.ts';

/**
 * Metric names under `-opentelemetry.usePrometheusNaming` and `-opentelemetry.convertMetricNamesToPrometheus`: only
 * the usual separators are replaced, so other characters, a leading digit and an unknown unit stay.
 * An up-down counter counts as a gauge.
 */
export function victoriaMetricsName(name: string, kind: MetricKind, unit: string): string {
  const words = name.split(/[/_.\-: ]/).filter((word) => word !== '');
  const { main, per } = unitWords(unit, UNITS_OF_VICTORIAMETRICS);
  if (main !== '' && !words.includes(main)) words.push(main);
  if (per !== '' && !words.includes(per)) words.push('per', per);

  if (kind === 'counter') moveToEnd(words, 'total');
  else if (unit === '1' && (kind === 'gauge' || kind === 'updown')) moveToEnd(words, 'ratio');
  return words.join('_');
}

/** Only the first of several is moved. */
function moveToEnd(words: string[], word: string): void {
  const at = words.indexOf(word);
  if (at !== -1) words.splice(at, 1);
  words.push(word);
}
