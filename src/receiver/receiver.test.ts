import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canaryRequest, encodeRequest, pushMetrics, type PushAnswer } from '../shared/otlp/index.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from './index.ts';

const START = Date.UTC(2026, 1, 20, 3);
let now: number;
let receiver: Receiver;

beforeEach(async () => {
  now = START;
  await restart({});
});
afterEach(() => receiver.close());

async function restart(options: ReceiverOptions): Promise<void> {
  await receiver?.close();
  receiver = await startReceiver({ now: () => now, ...options });
}

function push(mark: number, time = now): Promise<PushAnswer> {
  const body = encodeRequest(canaryRequest(mark, time));
  return pushMetrics({ url: receiver.otlpMetricsUrl, body, timeoutMs: 5_000 });
}

async function get(path: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(receiver.url + path, init);
  return { ...((await response.json()) as object), http: response.status };
}

function query(text: string): Promise<unknown> {
  return get(`/api/v1/query?query=${encodeURIComponent(text)}`);
}

const CANARY = { __name__: 'throughline_canary', job: 'throughline-canary' };

describe('a canary that was pushed', () => {
  it('is read back exactly, to the last digit', async () => {
    expect(await push(2 ** 53 - 1)).toMatchObject({ status: 200, partialSuccess: null });
    const result = [{ metric: CANARY, value: [START / 1000, '9007199254740991'] }];
    expect(await query('throughline_canary')).toMatchObject({ data: { resultType: 'vector', result } });
  });

  it('creates no new series the second time', async () => {
    await push(1);
    now += 1_000;
    await push(2);
    expect(await get('/api/v1/series?match[]=throughline_canary')).toMatchObject({ data: [CANARY] });
    const values = [
      [START / 1000, '1'],
      [START / 1000 + 1, '2'],
    ];
    expect(await query('throughline_canary[1m]')).toMatchObject({ data: { result: [{ values }] } });
  });

  it('is found by a posted form, too', async () => {
    await push(7);
    const form = { method: 'POST', body: new URLSearchParams({ query: 'count(throughline_canary)' }) };
    expect(await get('/api/v1/query', form)).toMatchObject({
      data: { result: [{ metric: {}, value: [START / 1000, '1'] }] },
    });
  });
});

describe('names and labels', () => {
  it('are listed', async () => {
    await push(1);
    expect(await get('/api/v1/label/__name__/values')).toMatchObject({ data: ['throughline_canary'] });
    expect(await get('/api/v1/labels')).toMatchObject({ data: ['__name__', 'job'] });
    expect(await get('/api/v1/label/job/values?match[]={job=~"through.*"}')).toMatchObject({
      data: ['throughline-canary'],
    });
    expect(await get('/api/v1/label/job/values?match[]={job=~"through"}')).toMatchObject({ data: [] });
  });

  it('include promoted attributes', async () => {
    await restart({ promote: ['service.name'] });
    await push(1);
    expect(await get('/api/v1/label/service_name/values')).toMatchObject({ data: ['throughline-canary'] });
  });
});

describe('the memory of the receiver', () => {
  it('drops samples older than the retention, and a series with its last sample', async () => {
    await restart({ retentionMs: 60_000 });
    await push(1);
    now += 60_001;
    expect(await get('/api/v1/labels')).toMatchObject({ data: [] });
  });

  it('rejects more series than its limit, and says what to do', async () => {
    await restart({ maxSeries: 0 });
    expect(await push(1)).toMatchObject({
      status: 500,
      text: 'the embedded receiver holds no more than 0 series: drop an attribute of many values, or push to a Prometheus',
    });
  });

  it('rejects more samples than its limit, until old ones are dropped', async () => {
    await restart({ maxSamples: 1, retentionMs: 60_000 });
    await push(1);
    now += 1_000;
    expect(await push(2)).toMatchObject({
      status: 500,
      text: expect.stringMatching(/^the embedded receiver holds no more than 1 samples: /),
    });
    now += 60_000;
    expect(await push(3)).toMatchObject({ status: 200 });
  });

  it('rejects a body that is too large, compressed or not', async () => {
    const [url, headers] = [receiver.otlpMetricsUrl, { 'content-encoding': 'gzip' }];
    const body = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(await pushMetrics({ url, headers, body, timeoutMs: 5_000 })).toMatchObject({
      status: 413,
      text: 'the body is larger than 67108864 bytes: send fewer metrics at once',
    });
  });
});

describe('the status of the receiver', () => {
  it('names Prometheus 3.5.3 and Throughline', async () => {
    expect(await get('/api/v1/status/buildinfo')).toMatchObject({
      data: { version: '3.5.3', application: 'Throughline' },
    });
  });

  it('shows the settings that it was started with', async () => {
    await restart({ receiver: 'off', promote: ['service.name'], strategy: 'NoTranslation' });
    expect(await get('/api/v1/status/flags')).toMatchObject({
      data: {
        'web.enable-otlp-receiver': 'false',
        'web.listen-address': receiver.url.slice('http://'.length),
      },
    });
    expect(await get('/api/v1/status/config')).toMatchObject({
      data: {
        yaml: 'global: {}\notlp:\n  promote_resource_attributes:\n    - service.name\n  translation_strategy: NoTranslation\n',
      },
    });
    expect(await get('/api/v1/status/runtimeinfo')).toMatchObject({
      data: { startTime: '2026-02-20T03:00:00.000Z', storageRetention: '3600000ms' },
    });
    expect((await fetch(`${receiver.url}/-/ready`)).status).toBe(200);
    expect((await fetch(`${receiver.url}/-/healthy`)).status).toBe(200);
  });
});

describe('an unsupported request', () => {
  it.each([
    ['rate(a[5m])', '"rate(a[5m])"'],
    ['a + b', '"a + b"'],
    ['a offset 5m', '"a offset 5m"'],
    ['sum without (job) (a)', '"sum without (job) (a)"'],
    ['1', '"1"'],
    ['{a=~"\\\\pL"}', 'regular expression'],
  ])('is named, with 422: %s', async (text, named) => {
    const error = expect.stringContaining(`the embedded receiver does not support`);
    expect(await query(text)).toMatchObject({ http: 422, status: 'error', errorType: 'execution', error });
    expect(await query(text)).toMatchObject({ error: expect.stringContaining(named) });
  });

  it('is rejected with its path', async () => {
    expect(await get('/api/v1/query_range?query=a')).toMatchObject({
      http: 422,
      error: expect.stringContaining('GET /api/v1/query_range'),
    });
  });
});

it('the receiver can be closed twice, and frees its port', async () => {
  const { port } = receiver;
  await Promise.all([receiver.close(), receiver.close()]);
  await restart({ port });
  expect(receiver.port).toBe(port);
});

it('the receiver does not start with a strategy that Prometheus 3.5 does not know', async () => {
  await expect(startReceiver({ strategy: 'UnderscoreEscapingWithoutSuffixes' })).rejects.toThrow(
    'Use 3.6 or later.',
  );
});

it('the receiver fails to start where the port is in use', async () => {
  await expect(startReceiver({ port: receiver.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
