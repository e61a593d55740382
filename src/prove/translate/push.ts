import { isAtLeast, type Backend, type Version } from './backend.ts';
import { createTranslator } from './translate.ts';
import type { Labels, MetricKind, MetricShape, Translation, Translator } from './types.ts';
import { flattened } from './victoriametrics/labels.ts';

/** A stored series of a push, and the metrics of the push that become it. */
export interface PushedSeries {
  readonly name: string;
  /** Without the `le`, `quantile` or `vmrange` in which the series of one metric differ. */
  readonly labels: Labels;
  /** That label; null where there is none. */
  readonly added: 'le' | 'quantile' | 'vmrange' | null;
  /** Positions in the push. More than one: they collide, and one point of them is stored. */
  readonly metrics: readonly number[];
  /** The one whose point is stored, if they have the same time; null where that is not predicted. */
  readonly keeps: number | null;
}

/** What a server does with a whole push. */
export interface PushTranslation {
  readonly status: Translation['status'];
  /** Positions of the metrics because of which the status is no 200. */
  readonly because: readonly number[];
  /** None where the whole push is rejected. */
  readonly series: readonly PushedSeries[];
  readonly targetInfo: readonly Labels[];
  /** Why a part of this is not predicted; empty where all is. */
  readonly unpredicted: readonly string[];
}

/**
 * What the server stores of a push of these metrics, in this order, with one data point each at the same time. It is more
 * than the sum of its metrics: one metric can make the whole push be rejected, and two can become one series.
 * @throws {SettingsError} where the server would not start with the settings
 */
export function translatePush(metrics: readonly MetricShape[], backend: Backend): PushTranslation {
  const sent = sentIn(metrics, backend);
  const results = sent.map(({ result }) => result);
  const because = [...results.keys()].filter((at) => results[at]?.status !== 200);
  const rejected = results.find(({ status }) => typeof status === 'number' && status !== 200);
  const isCut = results.some(({ status }) => status === 'ERR');
  if (rejected && backend.flavour === 'prometheus') {
    const unpredicted = isCut ? [CUT_OR_REJECTED] : [];
    return { status: rejected.status, because, series: [], targetInfo: [], unpredicted };
  }
  const series = seriesOf(sent, backend);
  return {
    status: rejected?.status ?? (isCut ? 'ERR' : 200),
    because,
    series,
    targetInfo: distinct(results.flatMap(({ targetInfo }) => targetInfo)),
    unpredicted: series.some(({ keeps }) => keeps === null) ? [EITHER_POINT] : [],
  };
}

/** Series that several of the metrics become, also where the push as a whole is rejected for another reason. */
export function collidingSeries(metrics: readonly MetricShape[], backend: Backend): PushedSeries[] {
  return seriesOf(sentIn(metrics, backend), backend).filter((series) => new Set(series.metrics).size > 1);
}

const CUT_OR_REJECTED =
  'one metric makes this version cut the connection and another makes it reject the push: which comes first is not known';
const EITHER_POINT = 'which of two points of one series is kept is not known';

/** What is stored of one metric of the push. */
interface Sent {
  readonly metric: MetricShape;
  readonly result: Translation;
  /** The name of its family, as the settings make it. */
  readonly family: string;
  /** In VictoriaMetrics an attribute can replace the name: this is its value. */
  readonly renamed: string | undefined;
}

function sentIn(metrics: readonly MetricShape[], backend: Backend): Sent[] {
  const translator = createTranslator(backend);
  return withUnitsAsRead(metrics, backend).map((metric) => sentTo(translator, backend, metric));
}

function sentTo(translator: Translator, { flavour }: Backend, metric: MetricShape): Sent {
  const family = translator.metricName(metric.name, metric.kind, metric.unit);
  const isNaming = ([key]: readonly [string, unknown]): boolean =>
    flavour === 'victoriametrics' && NAMING.has(translator.labelName(key));
  const { resource, scope, attributes } = metric;
  const renamed = [...flattened(resource, scope, attributes)]
    .filter((pair) => pair[1] !== '' && isNaming(pair))
    .at(-1)?.[1];
  if (renamed === undefined) return { metric, family, renamed, result: translator.translate(metric) };
  const plain = {
    ...metric,
    resource: new Map([...resource].filter((pair) => !isNaming(pair))),
    attributes: new Map([...attributes].filter((pair) => !isNaming(pair))),
  };
  return { metric, family, renamed, result: translator.translate(plain) };
}

/** Labels in which VictoriaMetrics keeps the name of a metric. */
const NAMING: ReadonlySet<string> = new Set(['', '__name__']);

function seriesOf(sent: readonly Sent[], backend: Backend): PushedSeries[] {
  const byKey = new Map<string, PushedSeries>();
  for (const [at, { metric, family, renamed, result }] of sent.entries()) {
    const labels = result.labels ?? {};
    for (const own of result.series) {
      const name = renamed ?? own;
      const added = addedTo(metric.kind, own.slice(family.length), backend);
      const key = JSON.stringify([name, added, labels]);
      const all = [...(byKey.get(key)?.metrics ?? []), at];
      byKey.set(key, { name, added, labels, metrics: all, keeps: keptOf(all, sent, backend) });
    }
  }
  return [...byKey.values()];
}

/** Prometheus and Mimir ignore a second point of a series at the same time within a push. */
function keptOf(colliding: readonly number[], sent: readonly Sent[], { flavour }: Backend): number | null {
  const [first = null, ...others] = colliding;
  if (others.length === 0) return first;
  if (flavour === 'victoriametrics') return null;
  const isNative = new Set(colliding.map((at) => sent[at]?.metric.kind === 'exponentialHistogram'));
  return isNative.size > 1 ? null : first;
}

/** The label that the server adds to the series with this suffix. A native histogram is one series without a suffix. */
function addedTo(kind: MetricKind, suffix: string, { flavour }: Backend): PushedSeries['added'] {
  if (kind === 'histogram') return suffix === '_bucket' ? 'le' : null;
  if (kind === 'exponentialHistogram')
    return flavour === 'victoriametrics' && suffix === '_bucket' ? 'vmrange' : null;
  return kind === 'summary' && suffix === '' ? 'quantile' : null;
}

/** Some versions of VictoriaMetrics give a metric without a unit that of the metric before it. */
function withUnitsAsRead(metrics: readonly MetricShape[], backend: Backend): readonly MetricShape[] {
  if (backend.flavour !== 'victoriametrics' || !keepsUnit(backend.version)) return metrics;
  let unit = '';
  return metrics.map((metric) => {
    unit = metric.unit === '' ? unit : metric.unit;
    return { ...metric, unit };
  });
}

/** 1.132 to 1.141; the long-term release 1.136 to its patch 6. */
function keepsUnit(version: Version): boolean {
  if (version.major === 1 && version.minor === 136) return version.patch < 7;
  return isAtLeast(version, 1, 132) && !isAtLeast(version, 1, 142);
}

function distinct(sets: readonly Labels[]): readonly Labels[] {
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}
