import type { VictoriaMetricsBackend, VictoriaMetricsSettings } from '../backend.ts';
import { escapedLabel } from '../label-name.ts';
import { byCodePoint, isWithinLimits, toRecord, type LabelMap } from '../labels.ts';
import { rememberedNames } from '../memo.ts';
import type {
  AttributeMap,
  MetricKind,
  MetricScope,
  MetricShape,
  TranslateOptions,
  Translation,
  Translator,
} from '../types.ts';
import { flattened } from './labels.ts';
import { victoriaMetricsName } from './metric-name.ts';
import { explainVictoriaMetrics } from './why.ts';

/** What VictoriaMetrics does to names, by its two flags. */
interface VictoriaMetricsRules {
  readonly metricName: Translator['metricName'];
  readonly labelName: Translator['labelName'];
  readonly limits: { readonly labels: number; readonly nameLength: number; readonly valueLength: number };
}

/**
 * VictoriaMetrics 1.140 to 1.145: every push is accepted with a 200; what exceeds a limit is left out silently.
 * There is no `target_info`: resource and scope become labels of every series.
 */
export function victoriaMetricsTranslator({ settings }: VictoriaMetricsBackend): Translator {
  const rules = rulesOf(settings);
  return {
    metricName: rules.metricName,
    labelName: rules.labelName,
    within: (resource, scope) => ({
      labels: (attributes) => {
        const { labels, renamed } = labelsOf(rules, resource, scope, attributes);
        return renamed === undefined ? labels : null;
      },
      targetInfo: null,
    }),
    translate: (metric, options) => translate(rules, metric, options),
  };
}

function rulesOf(settings: VictoriaMetricsSettings): VictoriaMetricsRules {
  const convertsNames =
    settings.usePrometheusNaming === true || settings.convertMetricNamesToPrometheus === true;
  return {
    metricName: convertsNames ? rememberedNames(victoriaMetricsName) : (name) => name,
    labelName: settings.usePrometheusNaming === true ? escapedLabel : (key) => key,
    limits: {
      labels: settings.maxLabelsPerTimeseries ?? 40,
      nameLength: settings.maxLabelNameLen ?? 256,
      valueLength: settings.maxLabelValueLen ?? 4096,
    },
  };
}

function translate(
  rules: VictoriaMetricsRules,
  metric: MetricShape,
  options: TranslateOptions | undefined,
): Translation {
  const { labels, renamed, overwritten } = labelsOf(rules, metric.resource, metric.scope, metric.attributes);
  const name = rules.metricName(metric.name, metric.kind, metric.unit);
  const parts = partsOf(metric.kind);
  const series =
    renamed === undefined
      ? parts.filter(({ suffix, added }) =>
          isWithinLimits(name + suffix, labels, added + overwritten, rules.limits),
        )
      : [];
  return {
    status: 200,
    series: series.map(({ suffix }) => name + suffix).toSorted(byCodePoint),
    labels: series.length === 0 ? null : toRecord(labels),
    targetInfo: [],
    why:
      options?.explain === true
        ? explainVictoriaMetrics(rules, metric, { renamed, complete: series.length === parts.length })
        : [],
  };
}

/**
 * Where two keys become one label the last one with a value wins: resource, then scope, then data point. Those that
 * are overwritten count towards the limit all the same.
 */
function labelsOf(
  rules: VictoriaMetricsRules,
  resource: AttributeMap,
  scope: MetricScope | undefined,
  attributes: AttributeMap,
): { labels: LabelMap; renamed: string | undefined; overwritten: number } {
  const labels: LabelMap = new Map();
  let renamed: string | undefined;
  let overwritten = 0;
  for (const [key, value] of flattened(resource, scope, attributes)) {
    const name = rules.labelName(key);
    // VictoriaMetrics keeps the metric's name as the label without a name.
    if (value !== '' && (name === '' || name === '__name__')) renamed = value;
    else if (value !== '') {
      if (labels.has(name)) overwritten++;
      labels.set(name, value);
    }
  }
  return { labels, renamed, overwritten };
}

/** The bucket bound of an exponential histogram is the label `vmrange`. */
function partsOf(kind: MetricKind): readonly { readonly suffix: string; readonly added: number }[] {
  if (kind === 'histogram' || kind === 'exponentialHistogram') return HISTOGRAM;
  return kind === 'summary' ? SUMMARY : SINGLE;
}

const SINGLE = [{ suffix: '', added: 0 }] as const;
const HISTOGRAM = [
  { suffix: '_bucket', added: 1 },
  { suffix: '_count', added: 0 },
  { suffix: '_sum', added: 0 },
] as const;
const SUMMARY = [
  { suffix: '', added: 1 },
  { suffix: '_count', added: 0 },
  { suffix: '_sum', added: 0 },
] as const;
