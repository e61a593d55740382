import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBackend } from '../../testbed/servers/index.ts';
import { pushMetrics } from '../../src/shared/otlp/index.ts';
import { HttpSource, PrometheusApi } from '../../src/prove/sources/index.ts';
import {
  type Labels,
  metricFromJson,
  type MetricJson,
  type Translation,
} from '../../src/prove/translate/index.ts';
import { requestFor } from './request.ts';

/** The response of a server and what it stored, in the terms of a translation. */
export type Seen = Omit<Translation, 'why'>;

/** An attribute of every point, and the instance of every resource, by which stored series are found. */
export const MARK = 'mark';
export const SOME_AT_ONCE = 4;
/** VictoriaMetrics makes pushed data searchable after some seconds, the first of it after ten. */
export const SETTLE_MS = [
  ...Array.from({ length: 5 }, () => 200),
  ...Array.from({ length: 15 }, () => 1_000),
];

let marks = 0;

/** The metric with a unique mark, as it is pushed and predicted. */
export function marked(metric: MetricJson): MetricJson {
  marks += 1;
  const mark = `m${marks}`;
  return {
    ...metric,
    attributes: { ...metric.attributes, [MARK]: mark },
    resource: { ...metric.resource, 'service.instance.id': mark },
  };
}

/** The metric as it was generated. */
export function unmarked({ attributes = {}, resource = {}, ...metric }: MetricJson): MetricJson {
  const { [MARK]: _, ...own } = attributes;
  const { 'service.instance.id': __, ...rest } = resource;
  return { ...metric, attributes: own, resource: rest };
}

/**
 * Pushes one sample alone, before several go at once. The store of a new server may reject a sample as out of bounds
 * while another one initializes it (Prometheus' tsdb before 3.16, and Mimir 3.0.5, which responds 200 then).
 * @throws where the server does not accept it
 */
export async function openStore({ otlpMetricsUrl }: RunningBackend): Promise<void> {
  const first = metricFromJson({
    name: 'store_is_open',
    kind: 'gauge',
    resource: { 'service.name': 'first' },
  });
  const { status, text } = await pushMetrics({
    url: otlpMetricsUrl,
    body: requestFor(first, Date.now()),
    timeoutMs: 30_000,
  });
  if (status !== 200) throw new Error(`the server rejects the first sample: ${status ?? ''} ${text}`);
}

/** Pushes each metric alone, then reads each back. */
export async function ask(
  backend: RunningBackend,
  metrics: readonly MetricJson[],
  expected: number,
): Promise<Seen[]> {
  const statuses = await pushAll(backend, metrics);
  const http = new HttpSource(backend.url, { timeoutMs: 60_000 });
  try {
    const api = new PrometheusApi(http);
    let stored = await readBack(api);
    for (const wait of SETTLE_MS) {
      if (countIn(stored, metrics) >= expected) break;
      await sleep(wait);
      stored = await readBack(api);
    }
    return metrics.map((metric, at) => seenOf(metric, statuses[at] ?? 'ERR', stored));
  } finally {
    await http.close();
  }
}

async function pushAll(backend: RunningBackend, metrics: readonly MetricJson[]): Promise<Seen['status'][]> {
  const statuses: Seen['status'][] = [];
  const left = metrics.entries();
  const work = async (): Promise<void> => {
    for (const [at, metric] of left) {
      const body = requestFor(metricFromJson(metric), Date.now());
      const answer = await pushMetrics({ url: backend.otlpMetricsUrl, body, timeoutMs: 30_000 });
      statuses[at] = answer.status ?? 'ERR';
    }
  };
  await Promise.all(Array.from({ length: SOME_AT_ONCE }, work));
  return statuses;
}

type Stored = ReadonlyMap<
  string,
  { readonly series: readonly Labels[]; readonly targetInfo: readonly Labels[] }
>;

/** Series by their mark, read from samples: lists of names also contain those of rejected batches. */
async function readBack(api: PrometheusApi): Promise<Stored> {
  const at = Date.now() + 1_000;
  // One after the other: a push that is stored between the two has its target_info then, too.
  const points = await api.vector(`{${MARK}!=""}`, at);
  const infos = await api.vector('{__name__="target_info"}', at);
  const byMark = new Map<string, { series: Labels[]; targetInfo: Labels[] }>();
  const entry = (mark: string): { series: Labels[]; targetInfo: Labels[] } => {
    const found = byMark.get(mark) ?? { series: [], targetInfo: [] };
    byMark.set(mark, found);
    return found;
  };
  for (const labels of points) entry(labels[MARK] ?? '').series.push(labels);
  for (const labels of infos)
    if (labels[MARK] === undefined) entry(labels['instance'] ?? '').targetInfo.push(labels);
  return byMark;
}

function markOf({ attributes = {} }: MetricJson): string {
  const mark = attributes[MARK];
  return typeof mark === 'string' ? mark : '';
}

function countIn(stored: Stored, metrics: readonly MetricJson[]): number {
  return metrics.filter((metric) => (stored.get(markOf(metric))?.series.length ?? 0) > 0).length;
}

function seenOf(metric: MetricJson, status: Seen['status'], stored: Stored): Seen {
  const { series = [], targetInfo = [] } = stored.get(markOf(metric)) ?? {};
  const names = [...new Set(series.map((labels) => labels['__name__'] ?? ''))].toSorted();
  const [first] = series;
  return {
    status,
    series: names,
    labels: first === undefined ? null : without(first, ['__name__', ...addedTo(metric)]),
    targetInfo: targetInfo.map((labels) => without(labels, ['__name__'])),
  };
}

function addedTo({ kind }: MetricJson): string[] {
  if (kind === 'histogram') return ['le'];
  // VictoriaMetrics converts the buckets of an exponential histogram to ranges.
  return kind === 'summary' ? ['quantile'] : kind === 'exponentialHistogram' ? ['vmrange'] : [];
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}
