import type { ConverterRules } from './converter-rules.ts';
import { convert, openContext, seriesFault, type Conversion } from './converter.ts';
import { seriesLabels } from './label-builder.ts';
import { byCodePoint, toRecord, withoutEmpty } from '../labels.ts';
import { rememberedNames } from '../memo.ts';
import type {
  AttributeMap,
  MetricScope,
  MetricShape,
  SeriesContext,
  TranslateOptions,
  Translation,
  Translator,
} from '../types.ts';
import { explainConversion } from './why.ts';

/** Translates as Prometheus' converter does, under the rules of one server. */
export function converterTranslator(converterRules: ConverterRules): Translator {
  const rules = { ...converterRules, metricName: rememberedNames(converterRules.metricName) };
  return {
    metricName: rules.metricName,
    labelName: rules.labelName,
    within: (resource, scope) => seriesContext(rules, resource, scope),
    translate: (metric, options) => translate(rules, metric, options),
  };
}

const PLAIN_METRIC = { kind: 'gauge', unit: '' } as const;

function seriesContext(
  rules: ConverterRules,
  resource: AttributeMap,
  scope: MetricScope | undefined,
): SeriesContext {
  const context = openContext(rules, resource, scope);
  const shared = context.shared;
  return {
    labels: (attributes, metric = PLAIN_METRIC) => {
      if (shared === undefined) return null;
      const { labels, refused } = seriesLabels(rules, attributes, shared, metric);
      const lost = refused !== undefined || seriesFault(rules, { name: 'any', labels }, 0) !== undefined;
      return lost ? null : withoutEmpty(labels);
    },
    targetInfo: context.targetInfo && withoutEmpty(context.targetInfo),
  };
}

function translate(
  rules: ConverterRules,
  metric: MetricShape,
  options: TranslateOptions | undefined,
): Translation {
  const context = openContext(rules, metric.resource, metric.scope);
  const conversion = convert(rules, context, metric);
  const why = options?.explain === true ? explainConversion(rules, metric, conversion) : [];
  return { ...judge(rules, conversion), why };
}

/** What the server makes of the faults. */
function judge(rules: ConverterRules, { series, targetInfo, faults }: Conversion): Omit<Translation, 'why'> {
  const effects = new Set(faults.map((fault) => rules.effects[fault.kind]));
  if (effects.has('refuse')) return { status: rules.errorStatus, series: [], labels: null, targetInfo: [] };
  const status = effects.has('cut') ? 'ERR' : effects.has('reject') ? rules.errorStatus : 200;
  return {
    status,
    series: series.map(({ name }) => name).toSorted(byCodePoint),
    labels: series[0] === undefined ? null : toRecord(series[0].labels),
    targetInfo: targetInfo === null ? [] : [toRecord(targetInfo)],
  };
}
