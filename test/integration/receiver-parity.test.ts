import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../../src/receiver/index.ts';
import { startBackend, type RunningBackend } from '../../testbed/servers/index.ts';
import {
  JSON_TYPE,
  PROTOBUF,
  encodeRequest,
  pushMetrics,
  requestToJson,
  type ExportMetricsServiceRequest,
  type Metric,
} from '../../src/shared/otlp/index.ts';
import {
  attributes,
  counter,
  delta,
  ended,
  exponentialHistogram,
  gauge,
  histogram,
  number,
  summary,
} from '../harness/parity-pushes.ts';
import { describeWithServer } from '../harness/with-server.ts';

const NOW = Date.now();
const MINUTE = 60_000;

/** Each case has a separate job, so that no case affects the order of samples of another. */
function request(job: string, ...metrics: Metric[]): ExportMetricsServiceRequest {
  const resource = {
    attributes: attributes({
      'service.namespace': 'ns',
      'service.name': job,
      'service.instance.id': 'i-1',
      'host.name': 'h',
    }),
    droppedAttributesCount: 0,
  };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics, schemaUrl: '' }], schemaUrl: '' }] };
}

const CASES: readonly (readonly [title: string, ...pushes: Metric[][]])[] = [
  ['a gauge', [gauge('g', number(NOW, 1.5, { 'a.b': 'x', '1c': 'y', empty: '' }))]],
  ['a counter with a unit', [counter('my.requests', 'By/s', number(NOW, 7))]],
  [
    'values of every size',
    [gauge('v', ...[1e21, 1e-7, -0, 1e300, Infinity].map((v, i) => number(NOW, v, { i: `${i}` })))],
  ],
  [
    'a histogram',
    [histogram('run.duration', NOW, { bounds: [0.5, 10, 1e6], counts: [1n, 0n, 2n, 4n], sum: 3 })],
  ],
  ['a histogram without sum or buckets', [histogram('run.duration', NOW, { bounds: [], counts: [] })]],
  [
    'bounds of every size',
    [histogram('run.duration', NOW, { bounds: [1e-7, 1e21, Infinity], counts: [1n, 1n, 1n, 1n] })],
  ],
  ['a summary', [summary('s', NOW)]],
  [
    'out of order, and the whole batch',
    [gauge('g', number(NOW, 1))],
    [gauge('g', number(NOW - 1, 2)), gauge('other', number(NOW, 1))],
  ],
  [
    'a duplicate of the same value',
    [gauge('g', number(NOW, 1))],
    [gauge('g', number(NOW, 1)), gauge('other', number(NOW, 1))],
  ],
  [
    'a duplicate of another value',
    [gauge('g', number(NOW, 1))],
    [gauge('g', number(NOW, 2)), gauge('other', number(NOW, 1))],
  ],
  ['more than an hour old', [gauge('g', number(NOW, 1))], [gauge('other', number(NOW - 61 * MINUTE, 1))]],
  ['11 minutes ahead', [gauge('g', number(NOW + 11 * MINUTE, 1))]],
  ['in order within one batch', [gauge('g', number(NOW - 1, 1), number(NOW, 2))]],
  ['out of order within one batch', [gauge('g', number(NOW, 1), number(NOW - 1, 2))]],
  ['a delta among others', [delta('d', number(NOW, 1)), gauge('other', number(NOW, 1))]],
  ['an exponential histogram among others', [exponentialHistogram('e', NOW), gauge('other', number(NOW, 1))]],
  ['a series that ended', [gauge('g', number(NOW - 1, 1))], [gauge('g', ended(NOW))]],
  ['no data points', [gauge('g')]],
  ['a metric whose name vanishes, among others', [gauge('', number(NOW, 1)), gauge('other', number(NOW, 1))]],
  [
    "a label of the server's own on a histogram",
    [{ ...histogram('h', NOW, { bounds: [1], counts: [1n, 1n] }), unit: '' }],
    [gauge('le', number(NOW, 1, { le: '1', job: 'mine', instance: 'own' }))],
  ],
  ['an attribute that names the metric', [gauge('g', number(NOW, 1, { __name__: 'other', __x: 'y' }))]],
];

const QUERIES = [
  'JOB',
  'JOB[10m]',
  'timestamp(JOB)',
  'sum by (__name__) (JOB)',
  'count by (job, nothing) (JOB)',
  'max(JOB)',
  'min by (le) (JOB)',
  'count(count by (__name__) (JOB))',
] as const;

const WRONG_QUERIES = [
  '',
  'g +',
  '{',
  '{a=~".*"}',
  'g{a=~"("}',
  'sum(g[5m])',
  'g{a="\\q"}',
  'timestamp(g[5m])',
];

await describeWithServer('prometheus', 'the embedded receiver and Prometheus', (server) => {
  let real: RunningBackend;
  let embedded: Receiver;

  beforeAll(async () => {
    const config = 'otlp:\n  promote_resource_attributes: [service.name]\n';
    real = await startBackend(server, { config });
    embedded = await startReceiver({ promote: ['service.name'] });
  });
  afterAll(async () => {
    await Promise.all([real?.stop(), embedded?.close()]);
  });

  describe('after the same pushes', () => {
    it.each(CASES.map(([title, ...pushes], index) => ({ title, pushes, job: `case-${index}` })))(
      'respond and store the same: $title',
      async ({ pushes, job }) => {
        let taken = true;
        for (const metrics of pushes) {
          const body = encodeRequest(request(job, ...metrics));
          const [theirs, ours] = await both((otlp) => push(otlp, { body }));
          expect(ours).toEqual(theirs);
          taken &&= theirs.status === 200;
        }
        const selector = `{job="ns/${job}"}`;
        const [theirs, ours] = await both((_, url) => everythingOf(url, selector, taken));
        expect(ours).toEqual(theirs);
      },
    );
  });

  describe('after bodies that may be wrong', () => {
    const body = encodeRequest(request('bodies', gauge('g', number(NOW, 1))));
    const json = requestToJson(request('bodies', gauge('g', number(NOW, 1))));
    it.each([
      ['empty', {}, new Uint8Array()],
      ['protobuf in gzip', { 'content-encoding': 'gzip' }, gzipSync(body)],
      ['JSON', { 'content-type': JSON_TYPE }, json],
      ['JSON with a charset', { 'content-type': `${JSON_TYPE}; charset=utf-8` }, json],
      ['another type', { 'content-type': 'text/plain' }, json],
      ['bad gzip', { 'content-encoding': 'gzip' }, body],
      ['cut gzip', { 'content-encoding': 'gzip' }, gzipSync(body).subarray(0, 30)],
      ['another encoding', { 'content-encoding': 'zstd' }, body],
      ['garbage', {}, 'garbage'],
      ['garbage as JSON', { 'content-type': JSON_TYPE }, 'garbage'],
      ['no JSON at all', { 'content-type': JSON_TYPE }, ''],
      ['cut protobuf', {}, body.subarray(0, body.length - 3)],
    ] as const)('answers the same status: %s', async (_, headers, body) => {
      const [theirs, ours] = await both(async (otlp) => {
        const { status } = await post(otlp, headers, body);
        return status;
      });
      expect(ours).toBe(theirs);
    });
  });

  it.each(WRONG_QUERIES)('reject invalid PromQL with the same status and type: %s', async (query) => {
    const [theirs, ours] = await both((_, url) =>
      get(`${url}/api/v1/query?query=${encodeURIComponent(query)}`),
    );
    expect(ours).toMatchObject({ status: 400, body: { errorType: 'bad_data' } });
    expect(theirs).toMatchObject({ status: 400, body: { errorType: 'bad_data' } });
  });

  it('show a value for exactly five minutes', async () => {
    const body = encodeRequest(request('lookback', gauge('lookback', number(NOW, 1))));
    await both((otlp) => push(otlp, { body }));
    const times = [-1, 0, 5 * MINUTE - 1, 5 * MINUTE].map((ms) => (NOW + ms) / 1000);
    const [theirs, ours] = await both((_, url) =>
      Promise.all(times.map((time) => get(`${url}/api/v1/query?query=lookback&time=${time}`))),
    );
    expect(ours).toEqual(theirs);
  });

  it('keep no metadata of pushed metrics', async () => {
    const counted = { ...counter('described', 'By', number(NOW, 1)), description: 'what it counts' };
    const body = encodeRequest(request('metadata', counted));
    await both((otlp) => push(otlp, { body }));
    const [theirs, ours] = await both((_, url) => get(`${url}/api/v1/metadata`));
    expect(ours).toEqual(theirs);
  });

  it('respond the same with the receiver off', async () => {
    const [realOff, embeddedOff] = [
      await startBackend(server, { receiver: false }),
      await startReceiver({ receiver: 'off' }),
    ];
    const answers = await Promise.all(
      [realOff, embeddedOff].map(({ otlpMetricsUrl }) => push(otlpMetricsUrl, { body: new Uint8Array() })),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]).toMatchObject({ status: 404 });
    await Promise.all([realOff.stop(), embeddedOff.close()]);
  });

  function both<T>(ask: (otlpMetricsUrl: string, url: string) => Promise<T>): Promise<[T, T]> {
    return Promise.all([ask(real.otlpMetricsUrl, real.url), ask(embedded.otlpMetricsUrl, embedded.url)]);
  }
});

/** Only that a connection breaks is compared, not how. */
async function push(url: string, { body }: { body: Uint8Array }) {
  const { status, text } = await pushMetrics({ url, body, timeoutMs: 5_000 });
  return { status, text: status === null ? 'broken off' : text };
}

/**
 * The responses to each query about the series of a selector.
 *
 * @param lists query the lists of labels and names as well. Until its next clean-up Prometheus sometimes lists those of a
 *   rejected batch.
 */
async function everythingOf(url: string, selector: string, lists: boolean): Promise<Record<string, unknown>> {
  const match = `match[]=${encodeURIComponent(selector)}`;
  const answers: Record<string, unknown> = { series: await get(`${url}/api/v1/series?${match}`) };
  for (const query of QUERIES.map((template) => template.replace('JOB', selector))) {
    const parameters = new URLSearchParams({ query, time: String(NOW / 1000 + 1) });
    answers[query] = await get(`${url}/api/v1/query?${parameters.toString()}`);
  }
  if (!lists) return answers;
  for (const path of ['labels', 'label/__name__/values', 'label/instance/values']) {
    answers[path] = await get(`${url}/api/v1/${path}?${match}`);
  }
  return answers;
}

function post(url: string, headers: Record<string, string>, body: Uint8Array | string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': PROTOBUF, ...headers },
    body: Buffer.from(body),
  });
}

async function get(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: inOrder(await response.json()) };
}

/** The order of series is not guaranteed. */
function inOrder(answer: unknown): unknown {
  const { data } = answer as { data?: { result?: unknown[] } | unknown[] };
  const rows = Array.isArray(data) ? data : data?.result;
  rows?.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return answer;
}
