import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  canaryRequest,
  encodeRequest,
  encodeResponse,
  type ExportMetricsServiceRequest,
  PROTOBUF,
  TEMPORALITY,
} from '../../shared/otlp/index.ts';
import { type Exchange, TAP_PATH, tapRecordingSchema } from '../../shared/protocol/exchange.ts';
import { differencesFrom } from '../../../test/support/unknown-fields.ts';
import { startTap, type Tap } from './start.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function receiver(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function tapTo(to: string): Promise<{ tap: Tap; seen: Exchange[] }> {
  const seen: Exchange[] = [];
  const tap = await startTap({
    host: '127.0.0.1',
    port: 0,
    to,
    timeoutMs: 5_000,
    now: Date.now,
    onExchange: (exchange) => seen.push(exchange),
  });
  running.push(() => tap.close());
  return { tap, seen };
}

function push(tap: Tap, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${tap.url}/v1/metrics`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': PROTOBUF, ...headers },
  });
}

const ACCEPT: RequestListener = (_, response) =>
  void response.writeHead(200, { 'content-type': PROTOBUF }).end(encodeResponse({}));

/** A push of one counter with a secret among its attributes. */
function deltaSum(): ExportMetricsServiceRequest {
  const request = structuredClone(canaryRequest(7, 1_771_556_400_000));
  const [metric] = request.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  const attributes = [{ key: 'api.key', value: { stringValue: 'sk-secret' } }];
  const dataPoints = metric?.gauge?.dataPoints.map((point) => ({ ...point, attributes })) ?? [];
  const sum = { dataPoints, aggregationTemporality: TEMPORALITY.delta, isMonotonic: true };
  const metrics = [{ name: 'calls', description: '', unit: '1', sum, metadata: [] }];
  return {
    resourceMetrics: request.resourceMetrics.map((resource) => ({
      ...resource,
      scopeMetrics: [{ metrics, schemaUrl: '' }],
    })),
  };
}

describe('startTap', () => {
  it('records pushes without a listener', async () => {
    const to = await receiver(ACCEPT);
    const tap = await startTap({ host: '127.0.0.1', port: 0, to, timeoutMs: 5_000, now: Date.now });
    running.push(() => tap.close());
    await push(tap, encodeRequest(deltaSum()));
    const recording: unknown = await (await fetch(`${tap.url}${TAP_PATH}`)).json();
    expect(differencesFrom(tapRecordingSchema, recording)).toEqual([]);
    expect(tapRecordingSchema.parse(recording).exchanges).toHaveLength(1);
  });

  it('passes body, headers and response on byte for byte, below the path of its target', async () => {
    let got = { url: '', authorization: '', body: Buffer.alloc(0) };
    const to = await receiver((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', headers } = request;
        got = { url, authorization: headers.authorization ?? '', body: Buffer.concat(chunks) };
        response.writeHead(202, { 'x-request-id': 'a', 'content-type': 'text/plain' }).end('accepted');
      });
    });
    const { tap, seen } = await tapTo(`${to}/api/v1/otlp/`);
    const body = gzipSync(encodeRequest(canaryRequest(1, Date.now())));
    const answer = await push(tap, body, { 'content-encoding': 'gzip', authorization: 'Bearer b' });
    expect([answer.status, answer.headers.get('x-request-id'), await answer.text()]).toEqual([
      202,
      'a',
      'accepted',
    ]);
    expect(got).toEqual({ url: '/api/v1/otlp/v1/metrics', authorization: 'Bearer b', body });
    expect(seen[0]?.request).toMatchObject({ contentEncoding: 'gzip', bytes: body.length, unreadable: null });
    expect(JSON.stringify(seen)).not.toContain('Bearer');
  });

  it('records metrics with temporality and attribute keys, without attribute values', async () => {
    const { tap, seen } = await tapTo(await receiver(ACCEPT));
    await push(tap, encodeRequest(deltaSum()));
    expect(seen[0]?.request.payload).toEqual({
      services: [{ name: 'throughline-canary', namespace: null, instanceId: null }],
      metrics: [
        { name: 'calls', kind: 'sum', unit: '1', temporality: 'delta', points: 1, attributes: ['api.key'] },
      ],
      points: 1,
    });
    expect(JSON.stringify(seen)).not.toContain('sk-secret');
  });

  it('reads a partial success from a 200', async () => {
    const partialSuccess = { rejectedDataPoints: 3n, errorMessage: 'too old' };
    const to = await receiver((_, response) => {
      response.writeHead(200, { 'content-type': PROTOBUF }).end(encodeResponse({ partialSuccess }));
    });
    const { tap, seen } = await tapTo(to);
    await push(tap, encodeRequest(canaryRequest(1, 0)));
    expect(seen[0]?.answer.partialSuccess).toEqual({ rejectedDataPoints: 3, errorMessage: 'too old' });
  });

  it('marks a push that is sent again after a rejection, and not after an acceptance', async () => {
    const statuses = [503, 200, 200];
    const to = await receiver((_, response) => void response.writeHead(statuses.shift() ?? 200).end());
    const { tap, seen } = await tapTo(to);
    const body = encodeRequest(canaryRequest(1, 0));
    for (let count = 0; count < 3; count += 1) await push(tap, body);
    expect(seen.map(({ retryOf }) => retryOf)).toEqual([null, 1, null]);
  });

  it("cuts the sender's connection where the receiver does not respond, and says why", async () => {
    const { tap, seen } = await tapTo('http://127.0.0.1:1');
    await expect(push(tap, encodeRequest(canaryRequest(1, 0)))).rejects.toThrow('fetch failed');
    expect(seen[0]?.answer).toMatchObject({ status: null, error: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['text/plain', '', 'content type "text/plain"'],
    [PROTOBUF, 'zstd', 'content encoding "zstd"'],
    [PROTOBUF, 'gzip', 'not gzip: incorrect header check'],
    [PROTOBUF, '', /^not a protobuf ExportMetricsServiceRequest/],
    ['application/json', '', /JSON/],
  ])('passes on a body that it cannot read (%s, "%s"), and says why', async (type, encoding, why) => {
    const { tap, seen } = await tapTo(await receiver(ACCEPT));
    const headers = { 'content-type': type, ...(encoding ? { 'content-encoding': encoding } : {}) };
    expect((await push(tap, Buffer.from('\u0001rubbish'), headers)).status).toBe(200);
    expect(seen[0]?.request.payload).toBeNull();
    expect(seen[0]?.request.unreadable).toMatch(why);
  });

  it('serves its recording from a given exchange on', async () => {
    const { tap, seen } = await tapTo(await receiver(ACCEPT));
    for (let count = 0; count < 3; count += 1) await push(tap, encodeRequest(canaryRequest(count, 0)));
    const recording = await (await fetch(`${tap.url}${TAP_PATH}?after=1`)).json();
    expect(recording).toMatchObject({ schema: 'throughline.tap/1', exchanges: seen.slice(1) });
  });
});
