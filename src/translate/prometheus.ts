import { byCodePoint, labelText } from './attribute-value.ts';
import { IDENTIFYING, instanceOf, jobOf } from './identity.ts';
import { escapeLabelName } from './label-name.ts';
import { memoize } from './memo.ts';
import { escapedNameWithSuffixes } from './metric-name.ts';
import type {
  AttributeMap,
  MetricKind,
  MetricShape,
  SeriesContext,
  Translation,
  Translator,
} from './types.ts';

const REMEMBERED = 131_072;

/** Prometheus' rules for its default strategy. */
export function prometheusTranslator(): Translator {
  const labelName = memoize(REMEMBERED, escapeLabelName);
  const names = new Map<string, (name: string) => string>();

  function metricName(name: string, kind: MetricKind, unit: string): string {
    const key = `${kind} ${unit}`;
    let namer = names.get(key);
    if (namer === undefined) {
      namer = memoize(REMEMBERED, (text) => escapedNameWithSuffixes(text, kind, unit));
      names.set(key, namer);
    }
    return namer(name);
  }

  function labelsOf(attributes: AttributeMap, resource: AttributeMap): Map<string, string> {
    const labels = new Map<string, string>();
    const keys = [...attributes.keys()].toSorted(byCodePoint);
    for (const key of keys) {
      const name = labelName(key);
      const text = labelText(attributes.get(key) ?? null);
      const before = labels.get(name);
      labels.set(name, before === undefined ? text : `${before};${text}`);
    }
    const job = jobOf(resource);
    if (job !== undefined) labels.set('job', job);
    const instance = instanceOf(resource);
    if (instance !== undefined) labels.set('instance', instance);
    return labels;
  }

  function within(resource: AttributeMap): SeriesContext {
    return {
      labels: (attributes) => withoutEmpty(labelsOf(attributes, resource)),
      targetInfo: targetInfoOf(resource),
    };
  }

  function targetInfoOf(resource: AttributeMap): Map<string, string> | null {
    const describing = new Map([...resource].filter(([key]) => !IDENTIFYING.has(key)));
    if (describing.size === 0) return null;
    const labels = labelsOf(describing, resource);
    return labels.has('job') || labels.has('instance') ? withoutEmpty(labels) : null;
  }

  function translate(metric: MetricShape): Translation {
    const context = within(metric.resource);
    const name = metricName(metric.name, metric.kind, metric.unit);
    return {
      status: 200,
      series: seriesOf(metric.kind, name),
      labels: Object.fromEntries(context.labels(metric.attributes)),
      targetInfo: context.targetInfo === null ? [] : [Object.fromEntries(context.targetInfo)],
      why: [],
    };
  }

  return { metricName, labelName, within, translate };
}

function withoutEmpty(labels: Map<string, string>): Map<string, string> {
  for (const [name, value] of labels) if (value === '') labels.delete(name);
  return labels;
}

function seriesOf(kind: MetricKind, name: string): string[] {
  if (kind === 'histogram') return [`${name}_bucket`, `${name}_count`, `${name}_sum`];
  if (kind === 'summary') return [name, `${name}_count`, `${name}_sum`];
  return [name];
}
