import type { ConverterRules, FaultKind } from './converter-rules.ts';
import { seriesLabels, sharedLabels, targetInfoLabels, type SharedLabels } from './label-builder.ts';
import { isWithinLimits, type LabelMap } from '../labels.ts';
import type { AttributeMap, MetricKind, MetricScope, MetricShape } from '../types.ts';

/** One series as it would be stored, `le` and `quantile` apart. */
export interface Series {
  readonly name: string;
  readonly labels: LabelMap;
}

export interface Fault {
  readonly kind: FaultKind;
  /** The key, label or series that it concerns. */
  readonly what: string;
}

/** What is left of one metric, before the effects of its faults are applied. */
export interface Conversion {
  readonly series: readonly Series[];
  readonly targetInfo: LabelMap | null;
  readonly faults: readonly Fault[];
}

/** A resource and scope, ready for the metrics that come under them. */
export interface ConverterContext {
  /** Undefined where the whole resource is left out. */
  readonly shared: SharedLabels | undefined;
  readonly targetInfo: LabelMap | null;
  readonly faults: readonly Fault[];
}

export function openContext(
  rules: ConverterRules,
  resource: AttributeMap,
  scope: MetricScope | undefined,
): ConverterContext {
  const shared = sharedLabels(rules, resource, scope);
  if (shared === undefined && !rules.dropsSums) return { shared, targetInfo: null, faults: [PROMOTED] };
  const info = targetInfoLabels(rules, resource);
  if (info === undefined) return { shared, targetInfo: null, faults: [] };
  info.labels.delete('__name__');
  const fault =
    info.refused === undefined
      ? seriesFault(rules, { name: 'target_info', labels: info.labels }, 0)
      : ({ kind: 'label-name', what: info.refused } as const);
  return { shared, targetInfo: fault ? null : info.labels, faults: fault ? [fault] : [] };
}

const PROMOTED: Fault = { kind: 'promoted-label', what: 'a promoted resource attribute' };

export function convert(rules: ConverterRules, context: ConverterContext, metric: MetricShape): Conversion {
  const { shared, targetInfo } = context;
  if (shared === undefined && !rules.dropsSums) return { series: [], targetInfo, faults: context.faults };
  const { series, faults } = convertMetric(rules, shared, metric);
  return { series, targetInfo, faults: [...faults, ...context.faults] };
}

interface Converted {
  readonly series: readonly Series[];
  readonly faults: readonly Fault[];
}

function convertMetric(
  rules: ConverterRules,
  shared: SharedLabels | undefined,
  sent: MetricShape,
): Converted {
  const metric: MetricShape =
    sent.temporality === 'delta' && rules.deltas === 'converted'
      ? { ...sent, temporality: 'cumulative' }
      : sent;
  if (!acceptsTemporality(rules, metric)) return lost({ kind: 'temporality', what: metric.name });
  const name = rules.metricName(metric.name, metric.kind, metric.unit);
  if (name === '' && rules.refusesEmptyNames) return lost({ kind: 'metric-name', what: metric.name });

  const isSum = metric.kind === 'counter' || metric.kind === 'updown';
  const built = shared && seriesLabels(rules, metric.attributes, shared, metric);
  if (built === undefined || built.refused !== undefined) {
    const what = built?.refused ?? PROMOTED.what;
    if (rules.dropsSums && isSum) return lost({ kind: 'label-name-of-sum', what });
    return lost(built === undefined ? PROMOTED : { kind: 'label-name', what });
  }
  return seriesOf(rules, metric.kind, name, built.labels);
}

function seriesOf(rules: ConverterRules, kind: MetricKind, name: string, labels: LabelMap): Converted {
  const native = kind === 'exponentialHistogram' || (kind === 'histogram' && rules.customBuckets);
  const series: Series[] = [];
  const faults: Fault[] = [];
  for (const { suffix, own } of native ? SINGLE : partsOf(kind)) {
    const one = { name: name + suffix, labels };
    const added = own === 'le' || own === 'quantile' ? 1 : 0;
    const fault = seriesFault(rules, one, added) ?? ownLabelFault(rules, one, own);
    if (fault !== undefined) faults.push(fault);
    else if (native && !rules.nativeHistograms) faults.push({ kind: 'native-histogram', what: one.name });
    else series.push(one);
  }
  if (name === '' && rules.familyNeedsName && faults.length === 0)
    faults.push({ kind: 'series-name', what: name });
  return { series, faults };
}

/** The label in which the series of a histogram or summary differ, or `__name__` where only the name differs. */
interface Part {
  readonly suffix: string;
  readonly own: 'le' | 'quantile' | '__name__' | null;
}

const SINGLE: readonly Part[] = [{ suffix: '', own: null }];
const HISTOGRAM: readonly Part[] = [
  { suffix: '_bucket', own: 'le' },
  { suffix: '_count', own: '__name__' },
  { suffix: '_sum', own: '__name__' },
];
const SUMMARY: readonly Part[] = [
  { suffix: '', own: 'quantile' },
  { suffix: '_count', own: '__name__' },
  { suffix: '_sum', own: '__name__' },
];

function partsOf(kind: MetricKind): readonly Part[] {
  if (kind === 'histogram') return HISTOGRAM;
  return kind === 'summary' ? SUMMARY : SINGLE;
}

function acceptsTemporality(
  rules: ConverterRules,
  { kind, temporality = 'cumulative' }: MetricShape,
): boolean {
  if (kind === 'gauge' || kind === 'summary' || temporality === 'cumulative') return true;
  return temporality === 'delta' && rules.deltas !== 'no';
}

/** Up to 3.6 an attribute was not checked against a label that a histogram or summary adds itself. */
function ownLabelFault(rules: ConverterRules, { labels }: Series, own: Part['own']): Fault | undefined {
  if (own === null || rules.ownLabel === 'wins') return undefined;
  const name = labels.get('__name__');
  if (name !== undefined && !isMetricName(rules, name)) return { kind: 'series-name', what: name };
  const twice = [own, '__name__'].find((label) => {
    const value = labels.get(label);
    return value !== undefined && (value !== '' || rules.ownLabel === 'is a duplicate');
  });
  return twice === undefined ? undefined : { kind: 'duplicate-label', what: twice };
}

const LEGACY_METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const LEGACY_LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether the names of a series are valid in the store. */
export function seriesFault(rules: ConverterRules, series: Series, added: number): Fault | undefined {
  const { name, labels } = series;
  const isNamed = isMetricName(rules, name) || (name === '' && rules.nameless && labels.size > 0);
  if (!isNamed) return { kind: 'series-name', what: name };
  for (const label of labels.keys()) {
    if (label === '' || (rules.legacyNames && !LEGACY_LABEL.test(label)))
      return { kind: 'series-name', what: label };
  }
  if (rules.limits === null) return undefined;
  const most = name.endsWith('_info') ? rules.limits.labelsOfInfo : rules.limits.labels;
  return isWithinLimits(name, labels, added, { ...rules.limits, labels: most })
    ? undefined
    : { kind: 'limit', what: name };
}

function isMetricName(rules: ConverterRules, name: string): boolean {
  return rules.legacyNames ? LEGACY_METRIC.test(name) : name !== '';
}

function lost(fault: Fault): Converted {
  return { series: [], faults: [fault] };
}
