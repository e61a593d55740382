import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  JSON_TYPE,
  PROTOBUF,
  canaryRequest,
  decodeRequest,
  encodeRequest,
  encodeResponse,
  pushMetrics,
  responseToJson,
  type PushAnswer,
} from './index.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function pushTo(listener: RequestListener, timeoutMs = 5_000): Promise<PushAnswer> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/metrics`;
  const body = encodeRequest(canaryRequest(42, 1_771_556_400_123));
  return pushMetrics({ url, headers: { 'x-scope-orgid': 'tenant' }, body, timeoutMs });
}

describe('a push', () => {
  it('sends its body, its type and the given headers', async () => {
    let seen:
      | Promise<{ readonly type: unknown; readonly tenant: unknown; readonly body: Buffer }>
      | undefined;
    await pushTo((request, response) => {
      const { 'content-type': type, 'x-scope-orgid': tenant } = request.headers;
      seen = buffer(request).then((body) => ({ type, tenant, body }));
      void seen.then(() => response.end());
    });
    const { type, tenant, body } = (await seen) ?? { type: '', tenant: '', body: Buffer.alloc(0) };
    expect({ type, tenant }).toEqual({ type: PROTOBUF, tenant: 'tenant' });
    const [metric] = decodeRequest(body).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    expect(metric).toMatchObject({ name: 'throughline_canary', unit: '' });
    expect(metric?.gauge?.dataPoints).toMatchObject([
      { attributes: [], asDouble: 42, timeUnixNano: 1_771_556_400_123_000_000n },
    ]);
  });

  const partialSuccess = { rejectedDataPoints: 3n, errorMessage: 'too many' };

  it.each([
    [PROTOBUF, encodeResponse({ partialSuccess })],
    [JSON_TYPE, responseToJson({ partialSuccess })],
  ])('is reported as accepted in part where a response in %s is partial', async (type, answer) => {
    const found = await pushTo((_, response) => response.setHeader('content-type', type).end(answer));
    expect(found).toMatchObject({ status: 200, partialSuccess, errorCode: null });
  });

  it.each([
    ['text/plain', 'ok'],
    [JSON_TYPE, '{"status":'],
    [PROTOBUF, 'garbage'],
  ])('counts as accepted where a server responds 200 without OTLP: %s', async (type, answer) => {
    const found = await pushTo((_, response) => response.setHeader('content-type', type).end(answer));
    expect(found).toMatchObject({ status: 200, partialSuccess: null });
  });

  it('returns the reason of a rejected push', async () => {
    const found = await pushTo((_, response) => response.writeHead(400).end('out of order sample\n'));
    expect(found).toEqual({
      status: 400,
      text: 'out of order sample',
      partialSuccess: null,
      errorCode: null,
    });
  });

  it('does not follow a redirect', async () => {
    const found = await pushTo((_, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(found.status).toBe(307);
  });
});

describe('a push without a response', () => {
  it('has the code of the error', async () => {
    const answer = await pushMetrics({ url: 'http://127.0.0.1:1/', body: '', timeoutMs: 5_000 });
    expect(answer).toMatchObject({ status: null, errorCode: 'ECONNREFUSED' });
  });

  it('reports that the connection was cut', async () => {
    const found = await pushTo((request) => request.socket.destroy());
    expect(found).toMatchObject({
      status: null,
      errorCode: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
    });
  });

  it('ends at its time-out', async () => {
    expect(await pushTo(() => {}, 50)).toEqual({
      status: null,
      text: 'no response within 50 ms',
      partialSuccess: null,
      errorCode: 'ETIMEDOUT',
    });
  });

  it('is a result also where the URL is invalid', async () => {
    const answer = await pushMetrics({ url: 'nonsense', body: '', timeoutMs: 50 });
    expect(answer).toMatchObject({
      status: null,
      errorCode: expect.stringMatching(/^(ERR_INVALID_URL|UND_ERR_INVALID_ARG)$/),
    });
  });
});

it('a canary rejects a value that is not exact as a double', () => {
  expect(() => canaryRequest(2 ** 53, 0)).toThrow(RangeError);
  expect(() => canaryRequest(0.5, 0)).toThrow('must be an integer from 0 to 2^53 - 1, not 0.5');
});
