import { type ConversionSelection, cumulativeToDelta, deltaToRate } from '../../sources/collector/index.ts';
import { patternOf } from '../ottl/evaluate.ts';
import { changed, notJudged, type Passing, type Step } from '../passing.ts';

/** Kinds whose temporality these processors change. */
const CONVERTED = new Set<Passing['kind']>(['counter', 'histogram', 'exponentialHistogram']);

const TYPES: Partial<Record<Passing['kind'], string>> = {
  counter: 'sum',
  histogram: 'histogram',
  exponentialHistogram: 'exponential_histogram',
};

/** The processor `cumulativetodelta`. A sum that is not monotonic stays as it is. */
export function cumulativeToDeltaStep(config: unknown, path: Step['path']) {
  const settings = cumulativeToDelta(config);
  return (metric: Passing): Passing => {
    if (!CONVERTED.has(metric.kind) || metric.temporality !== 'cumulative') return metric;
    if (!settings) return notJudged(metric, { path, text: 'its settings have another shape' });
    const included = settings.include ? selects(settings.include, metric) : true;
    const excluded = settings.exclude ? selects(settings.exclude, metric) : false;
    if (included === undefined || excluded === undefined)
      return notJudged(metric, { path, text: 'its include or exclude was not evaluated' });
    return included && !excluded
      ? changed(metric, { temporality: 'delta' }, { path, text: 'converts it from cumulative to delta' })
      : metric;
  };
}

/** The processor `deltatocumulative`. */
export function deltaToCumulativeStep(path: Step['path']) {
  return (metric: Passing): Passing =>
    metric.temporality !== 'delta' || metric.kind === 'gauge' || metric.kind === 'summary'
      ? metric
      : changed(
          metric,
          { temporality: 'cumulative' },
          { path, text: 'converts it from delta to cumulative' },
        );
}

/** The processor `deltatorate`, which makes gauges of the sums that it names. */
export function deltaToRateStep(config: unknown, path: Step['path']) {
  const names = deltaToRate(config);
  return (metric: Passing): Passing => {
    if (!names) return notJudged(metric, { path, text: 'its settings have another shape' });
    const isSum = metric.kind === 'counter' || metric.kind === 'updown';
    if (!isSum || metric.temporality !== 'delta' || !names.includes(metric.name)) return metric;
    return changed(metric, { kind: 'gauge' }, { path, text: 'turns it from a sum to a gauge' });
  };
}

function selects(selection: ConversionSelection, { name, kind }: Passing): boolean | undefined {
  const { match_type: how, metrics, metric_types: types } = selection;
  if (types && types.length > 0 && !types.map((type) => type.toLowerCase()).includes(TYPES[kind] ?? ''))
    return false;
  if (!metrics || metrics.length === 0) return true;
  if (how !== 'regexp') return metrics.includes(name);
  const patterns = metrics.map(patternOf);
  if (patterns.some((pattern) => pattern?.test(name))) return true;
  return patterns.includes(undefined) ? undefined : false;
}
