import { setTimeout as sleep } from 'node:timers/promises';
import { HttpSource, PrometheusApi } from '../../src/prove/sources/index.ts';
import {
  encodeRequest,
  type Metric,
  PROTOBUF,
  pushMetrics,
  TEMPORALITY,
} from '../../src/shared/otlp/index.ts';
import type { RunningBackend, StartOptions } from '../../testbed/servers/index.ts';
import { attributes, counter, delta, gauge, number, point } from './parity-pushes.ts';

/** How one known defect is repeated on a real server. */
export interface Probe {
  /** Default: a server without settings, which other probes use, too. */
  readonly start?: StartOptions;
  /** First version that starts with these settings. */
  readonly needs?: readonly [major: number, minor: number];
  /** It leaves a server in a state that would disturb other probes. */
  readonly alone?: boolean;
  readonly shows: (backend: RunningBackend) => Promise<boolean>;
}

type Values = Readonly<Record<string, string>>;

interface Sent {
  readonly status: number | null;
  readonly text: string;
}

async function push(
  { otlpMetricsUrl }: RunningBackend,
  metrics: readonly Metric[],
  resource: Values = {},
  timeoutMs = 30_000,
): Promise<Sent> {
  const body = encodeRequest({
    resourceMetrics: [
      {
        resource: {
          attributes: attributes({ 'service.name': 'shop', 'service.instance.id': 'shop-0', ...resource }),
          droppedAttributesCount: 0,
        },
        scopeMetrics: [{ metrics, schemaUrl: '' }],
        schemaUrl: '',
      },
    ],
  });
  return pushMetrics({ url: otlpMetricsUrl, body, timeoutMs });
}

const SETTLE_MS = [100, 200, 500, 1_000, ...Array.from({ length: 15 }, () => 1_000)];

/** Names that are stored after a while, of those that match; waits until one of them is `awaited`. */
async function stored({ url }: RunningBackend, matching: string, awaited: string): Promise<string[]> {
  const http = new HttpSource(url, { timeoutMs: 30_000 });
  try {
    const api = new PrometheusApi(http);
    for (const wait of SETTLE_MS) {
      const series = await api.vector(`{__name__=~"${matching}"}`, Date.now() + 1_000);
      const names = series.map((labels) => labels['__name__'] ?? '').toSorted();
      if (names.includes(awaited)) return [...new Set(names)];
      await sleep(wait);
    }
    return [];
  } finally {
    await http.close();
  }
}

async function valueOf({ url }: RunningBackend, name: string): Promise<string | undefined> {
  const query = new URLSearchParams({ query: name, time: String(Date.now() / 1_000 + 1) });
  const response = await fetch(`${url}/api/v1/query?${query.toString()}`);
  const body = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return body.data.result[0]?.value[1];
}

const NO_UTF8 = { config: 'otlp: { translation_strategy: NoUTF8EscapingWithSuffixes }\n' };

/** As SDKs encode it that leave out empty fields. */
function withoutUnit(metric: Metric): Metric {
  return Object.fromEntries(
    Object.entries(metric).filter(([field]) => field !== 'unit'),
  ) as unknown as Metric;
}

const withoutPoints = (name: string): Metric => gauge(name);

async function secondPointIsLost(backend: RunningBackend): Promise<boolean> {
  const now = Date.now();
  const { status } = await push(backend, [
    gauge('twin.load', number(now, 1)),
    gauge('twin_load', number(now, 2)),
  ]);
  await stored(backend, 'twin.*', 'twin_load');
  return status === 200 && (await valueOf(backend, 'twin_load')) === '1';
}

/** Each measured defect of failure-modes.yaml, by its id. */
export const PROBES: Readonly<Record<string, Probe>> = {
  'delta-dropped': {
    shows: async (backend) => {
      const now = Date.now();
      const metrics = [delta('delta.sum', number(now, 1)), gauge('delta.beside', number(now, 1))];
      const { status } = await push(backend, metrics);
      return status === 200 && (await stored(backend, 'delta.*', 'delta_beside')).join() === 'delta_beside';
    },
  },
  'handler-crashes-on-label': {
    shows: async (backend) => {
      const now = Date.now();
      const metrics = [gauge('cut.load', number(now, 1, { '': 'x' })), gauge('cut.beside', number(now, 1))];
      const { status } = await push(backend, metrics);
      return status === null && (await stored(backend, 'cut.*', 'cut_beside')).length === 1;
    },
  },
  'suffixes-repeated': {
    start: NO_UTF8,
    needs: [3, 2],
    shows: async (backend) => {
      await push(backend, [
        counter('orders_total', '', number(Date.now(), 1)),
        gauge('o', number(Date.now(), 1)),
      ]);
      return (await stored(backend, 'orders.*|o', 'o')).includes('orders_total_total');
    },
  },
  'suffix-takes-a-character': {
    start: NO_UTF8,
    needs: [3, 2],
    shows: async (backend) => {
      await push(backend, [
        counter('cputotal', '', number(Date.now(), 1)),
        gauge('p', number(Date.now(), 1)),
      ]);
      return (await stored(backend, 'cp.*|p', 'p')).includes('cp_total');
    },
  },
  'unit-label-twice': {
    start: {
      config: 'otlp: { translation_strategy: NoTranslation }\n',
      flags: ['--enable-feature=type-and-unit-labels'],
    },
    needs: [3, 6],
    shows: async (backend) => {
      await push(backend, [counter('orders', 'a.b', number(Date.now(), 1))]);
      await stored(backend, 'orders', 'orders');
      return (await valueOf(backend, '{__name__="orders", __unit__="a_b"}')) === '1';
    },
  },
  'metric-without-points-rejects-push': {
    shows: async (backend) => {
      const { status, text } = await push(backend, [
        withoutPoints('no.points'),
        gauge('n', number(Date.now(), 1)),
      ]);
      return status === 500 && text.includes('empty data points');
    },
  },
  'target-info-rejects-push': {
    shows: async (backend) => {
      const now = Date.now();
      const host = { 'host.name': 'a', 'service.instance.id': 'shop-1' };
      await push(backend, [gauge('info.first', number(now, 1))], host);
      const { status } = await push(backend, [gauge('info.second', number(now - 20_000, 1))], host);
      return status === 400 && (await stored(backend, 'info.*', 'info_first')).join() === 'info_first';
    },
  },
  'second-point-lost': { shows: secondPointIsLost },
  'mimir-second-point-lost': { shows: secondPointIsLost },
  'future-accepted': {
    alone: true,
    shows: async (backend) => {
      const { status } = await push(backend, [gauge('ahead', number(Date.now() + 1_800_000, 1))]);
      return status === 200;
    },
  },
  'slash-redirected-wrongly': {
    shows: async ({ otlpMetricsUrl }) => {
      const response = await fetch(`${otlpMetricsUrl}/`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': PROTOBUF },
      });
      return response.status === 307 && response.headers.get('location') === '/otlp/v1/metrics';
    },
  },
  'rows-dropped-silently': {
    start: { flags: ['-storage.maxHourlySeries=1'] },
    alone: true,
    shows: async (backend) => {
      const points = ['a', 'b', 'c', 'd'].map((kind) => number(Date.now(), 1, { kind }));
      const { status } = await push(backend, [gauge('limited', ...points)]);
      await sleep(2_000);
      const counters = await (await fetch(`${backend.address}/metrics`)).text();
      return status === 200 && /^vm_hourly_series_limit_rows_dropped_total [1-9]/m.test(counters);
    },
  },
  'unit-of-the-metric-before': {
    start: { flags: ['-opentelemetry.usePrometheusNaming=true'] },
    shows: async (backend) => {
      const at = number(Date.now(), 1);
      await push(backend, [
        counter('unit.first', 's', at),
        withoutUnit(counter('unit.second', '', at)),
        gauge('u', at),
      ]);
      return (await stored(backend, 'unit.*|u', 'u')).includes('unit_second_seconds_total');
    },
  },
  'histogram-without-buckets-dropped': {
    shows: async (backend) => {
      const now = Date.now();
      const values = { count: 3n, sum: 6, bucketCounts: [], explicitBounds: [], exemplars: [] };
      const { gauge: _, ...named } = gauge('bare.duration');
      const aggregationTemporality = TEMPORALITY.cumulative;
      const histogram: Metric = {
        ...named,
        histogram: { dataPoints: [{ ...point(now), ...values }], aggregationTemporality },
      };
      const { status } = await push(backend, [histogram, gauge('bare_beside', number(now, 1))]);
      return status === 200 && (await stored(backend, 'bare.*', 'bare_beside')).join() === 'bare_beside';
    },
  },
  'attribute-renames-metric': {
    shows: async (backend) => {
      await push(backend, [gauge('own.name', number(Date.now(), 1, { __name__: 'taken' }))]);
      return (await stored(backend, 'own.name|taken', 'taken')).join() === 'taken';
    },
  },
  'mimir-metric-without-points-rejected': {
    shows: async (backend) => {
      const metrics = [withoutPoints('no.points'), gauge('no.beside', number(Date.now(), 1))];
      const { status } = await push(backend, metrics);
      return status === 400 && (await stored(backend, 'no_.*', 'no_beside')).length === 1;
    },
  },
  'mimir-time-zero-hangs': {
    alone: true,
    shows: async (backend) => {
      const metrics = [gauge('zero', number(0, 1)), gauge('zero.beside', number(Date.now(), 1))];
      const { status } = await push(backend, metrics, { 'host.name': 'a' }, 10_000);
      return status === null;
    },
  },
};
