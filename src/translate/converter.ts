import type { ConverterRules, FaultKind } from './converter-rules.ts';
import {
  seriesLabels,
  sharedLabels,
  targetInfoLabels,
  type BuiltLabels,
  type SharedLabels,
} from './label-builder.ts';
import { isWithinLimits, type LabelMap } from './labels.ts';
import type { AttributeMap, MetricKind, MetricScope, MetricShape } from './types.ts';

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

/** What is left of one metric, before the server has decided what its faults cost. */
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
  if (shared === undefined) {
    return {
      shared,
      targetInfo: null,
      faults: [{ kind: 'promoted-label', what: 'a promoted resource attribute' }],
    };
  }
  const info = targetInfoLabels(rules, resource, shared);
  if (info === undefined) return { shared, targetInfo: null, faults: [] };
  info.labels.delete('__name__');
  const fault = refusedName(info) ?? seriesFault(rules, { name: 'target_info', labels: info.labels }, 0);
  return { shared, targetInfo: fault ? null : info.labels, faults: fault ? [fault] : [] };
}

export function convert(rules: ConverterRules, context: ConverterContext, metric: MetricShape): Conversion {
  if (context.shared === undefined) return { series: [], targetInfo: null, faults: context.faults };
  const { series, faults } = convertMetric(rules, context.shared, metric);
  return { series, targetInfo: context.targetInfo, faults: [...faults, ...context.faults] };
}

function convertMetric(
  rules: ConverterRules,
  shared: SharedLabels,
  sent: MetricShape,
): { series: readonly Series[]; faults: readonly Fault[] } {
  const metric: MetricShape =
    sent.temporality === 'delta' && rules.deltas === 'converted'
      ? { ...sent, temporality: 'cumulative' }
      : sent;
  if (!acceptsTemporality(rules, metric)) return lost('temporality', metric.name);
  const name = rules.metricName(metric.name, metric.kind, metric.unit);
  if (name === '' && rules.refusesEmptyNames) return lost('metric-name', metric.name);
  const built = seriesLabels(rules, metric.attributes, shared, metric);
  const refused = refusedName(built);
  if (refused !== undefined) return { series: [], faults: [refused] };

  const native =
    metric.kind === 'exponentialHistogram' || (metric.kind === 'histogram' && rules.customBuckets);
  const series: Series[] = [];
  const faults: Fault[] = [];
  for (const { suffix, own } of native ? SINGLE : partsOf(metric.kind)) {
    const one = { name: name + suffix, labels: built.labels };
    const fault =
      seriesFault(rules, one, own === 'le' || own === 'quantile' ? 1 : 0) ?? ownLabelFault(rules, one, own);
    if (fault !== undefined) faults.push(fault);
    else if (native && !rules.nativeHistograms) faults.push({ kind: 'native-histogram', what: one.name });
    else series.push(one);
  }
  return { series, faults };
}

/** The label that tells a series of a histogram or summary from its fellows, or just their name. */
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

function refusedName(built: BuiltLabels): Fault | undefined {
  return built.refused === undefined ? undefined : { kind: 'label-name', what: built.refused };
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

/** Whether the store takes a series by its names. */
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

function lost(kind: FaultKind, what: string): { series: readonly Series[]; faults: readonly Fault[] } {
  return { series: [], faults: [{ kind, what }] };
}
