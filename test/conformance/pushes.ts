import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { pushMetrics } from '../../src/shared/otlp/index.ts';
import {
  type Backend,
  type Labels,
  metricFromJson,
  type MetricJson,
  type MetricShape,
  type PushTranslation,
  translatePush,
} from '../../src/prove/translate/index.ts';
import type { RunningBackend } from '../../testbed/servers/index.ts';
import { MARK, openStore, SETTLE_MS, SOME_AT_ONCE } from './ask.ts';
import { requestForAll } from './request.ts';

/** A push for which server and prediction disagree. */
export interface PushDifference {
  readonly push: readonly MetricJson[];
  readonly predicted: readonly string[];
  readonly seen: readonly string[];
}

export interface PushesResult {
  readonly pushes: number;
  /** Pushes of which a part is stated as not predicted. */
  readonly unpredicted: number;
  /** Pushes in which metrics collide. */
  readonly colliding: number;
  readonly differences: readonly PushDifference[];
}

/** The result of several setups as one. */
export function together(results: readonly PushesResult[]): PushesResult {
  const sum = (field: 'pushes' | 'unpredicted' | 'colliding'): number =>
    results.reduce((total, result) => total + result[field], 0);
  return {
    pushes: sum('pushes'),
    unpredicted: sum('unpredicted'),
    colliding: sum('colliding'),
    differences: results.flatMap(({ differences }) => differences),
  };
}

let marks = 0;

interface Marked {
  readonly push: readonly MetricJson[];
  readonly shapes: readonly MetricShape[];
  readonly mark: string;
  readonly predicted: PushTranslation;
}

/** Pushes each push, reads all of it back, and compares. */
export async function conformPushes(
  running: RunningBackend,
  backend: Backend,
  pushes: readonly (readonly MetricJson[])[],
): Promise<PushesResult> {
  await openStore(running);
  const marked = pushes.map((push) => withMark(push, backend));
  const statuses = await pushAll(running, marked);
  const expected = marked.filter(({ predicted }) => predicted.series.length > 0).length;
  let stored = await readBack(running);
  for (const wait of SETTLE_MS) {
    const found = marked.filter(({ mark }) => stored.has(mark)).length;
    if (found >= expected) break;
    await sleep(wait);
    stored = await readBack(running);
  }
  const differences = marked.flatMap(({ push, mark, predicted }, at): PushDifference[] => {
    if (predicted.unpredicted.length > 0 && predicted.series.length === 0) return [];
    const seen = seenLines(statuses[at] ?? 'ERR', stored.get(mark) ?? []);
    const lines = predictedLines(predicted, seen);
    return isDeepStrictEqual(lines, seen) ? [] : [{ push, predicted: lines, seen }];
  });
  return {
    pushes: pushes.length,
    unpredicted: marked.filter(({ predicted }) => predicted.unpredicted.length > 0).length,
    colliding: marked.filter(({ predicted }) => predicted.series.some(({ metrics }) => metrics.length > 1))
      .length,
    differences,
  };
}

/** One mark for the whole push: equal metrics stay equal. Equal resources are one object, so they are sent as one. */
function withMark(push: readonly MetricJson[], backend: Backend): Marked {
  marks += 1;
  const mark = `p${marks}`;
  let before: { readonly metric: MetricJson; readonly shape: MetricShape } | undefined;
  const shapes = push.map((metric) => {
    const own = metricFromJson({
      ...metric,
      attributes: { ...metric.attributes, [MARK]: mark },
      resource: { ...metric.resource, 'service.instance.id': mark },
    });
    const isNext =
      isDeepStrictEqual(before?.metric.resource, metric.resource) &&
      isDeepStrictEqual(before?.metric.scope, metric.scope);
    const { scope: _, ...rest } = own;
    const shape: MetricShape =
      before && isNext
        ? {
            ...rest,
            resource: before.shape.resource,
            ...(before.shape.scope ? { scope: before.shape.scope } : {}),
          }
        : own;
    before = { metric, shape };
    return shape;
  });
  return { push, shapes, mark, predicted: translatePush(shapes, backend) };
}

async function pushAll(
  { otlpMetricsUrl: url }: RunningBackend,
  marked: readonly Marked[],
): Promise<(number | 'ERR')[]> {
  const statuses: (number | 'ERR')[] = [];
  const left = marked.entries();
  const work = async (): Promise<void> => {
    for (const [at, { shapes }] of left) {
      const body = requestForAll(shapes, Date.now());
      statuses[at] = (await pushMetrics({ url, body, timeoutMs: 30_000 })).status ?? 'ERR';
    }
  };
  await Promise.all(Array.from({ length: SOME_AT_ONCE }, work));
  return statuses;
}

interface Stored {
  readonly labels: Labels;
  /** Of a native histogram its count. */
  readonly value: number;
}

async function readBack({ url }: RunningBackend): Promise<ReadonlyMap<string, readonly Stored[]>> {
  const query = new URLSearchParams({ query: `{${MARK}!=""}`, time: String(Date.now() / 1_000 + 1) });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: query });
  const { data } = (await response.json()) as {
    data: { result: { metric: Labels; value?: [number, string]; histogram?: [number, { count: string }] }[] };
  };
  const byMark = new Map<string, Stored[]>();
  for (const { metric, value, histogram } of data.result) {
    const mark = metric[MARK] ?? '';
    const one = { labels: metric, value: Number(value?.[1] ?? histogram?.[1].count) };
    byMark.set(mark, [...(byMark.get(mark) ?? []), one]);
  }
  return byMark;
}

const ADDED = ['le', 'quantile', 'vmrange'] as const;

/** The status, and a line for each series with the metric whose point is stored. */
function seenLines(status: number | 'ERR', stored: readonly Stored[]): string[] {
  const lines = stored.flatMap(({ labels, value }) => {
    const added = ADDED.find((name) => name in labels) ?? null;
    // The other buckets are empty, so they do not show whose they are.
    if (added === 'le' && labels['le'] !== '+Inf') return [];
    const { __name__: name = '', ...rest } = labels;
    const own = Object.fromEntries(Object.entries(rest).filter(([label]) => label !== added));
    return [lineOf(name, added, own, value)];
  });
  return [`status ${status}`, ...[...new Set(lines)].toSorted()];
}

/** Where it is not predicted which point is kept, it is one of those that collide. */
function predictedLines({ status, series }: PushTranslation, seen: readonly string[]): string[] {
  const lines = series.map(({ name, added, labels, metrics, keeps }) => {
    const possible = (keeps === null ? metrics : [keeps]).map((at) => lineOf(name, added, labels, at + 1));
    return possible.find((line) => seen.includes(line)) ?? possible[0] ?? '';
  });
  return [`status ${status}`, ...[...new Set(lines)].toSorted()];
}

function lineOf(name: string, added: string | null, labels: Labels, value: number): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, added, sorted, value]);
}
