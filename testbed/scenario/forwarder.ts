import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  decodeRequest,
  encodeRequest,
  encodeResponse,
  type Metric,
  PROTOBUF,
  TEMPORALITY,
} from '../../src/shared/otlp/index.ts';
import type { Fault } from './schema.ts';

/** Listens under a name of the cluster, in front of the real servers. */
export interface Forwarder {
  close(): Promise<void>;
}

/**
 * Listens at the address of a Service, and forwards to the real servers, in turn if there are several.
 *
 * @param targets origins such as `http://127.0.0.1:41234`
 * @throws Node's error where it cannot listen
 */
export async function startForwarder(
  address: { readonly host: string; readonly port: number },
  targets: readonly string[],
  fault: Fault,
): Promise<Forwarder> {
  if (fault.kind === 'refuse') return { close: async () => undefined };
  const server = fault.kind === 'drop' ? createTcpServer(() => undefined) : httpForwarder(targets, fault);
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
  });
  server.listen(address.port, address.host);
  await once(server, 'listening');
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function httpForwarder(targets: readonly string[], fault: Fault): Server {
  let turn = 0;
  return createHttpServer((incoming, response) => {
    const target = targets[turn % targets.length] ?? '';
    turn += 1;
    forward(incoming, response, target, fault).catch(() => incoming.socket.destroy());
  });
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: string,
  fault: Fault,
): Promise<void> {
  const body = await buffer(incoming);
  const headers = { ...incoming.headers };
  // Faults apply to pushes; queries pass.
  const active: Fault = incoming.method === 'POST' ? fault : { kind: 'none' };
  if (active.kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (active.kind === 'status') {
    response.writeHead(active.status, active.headers).end(active.body);
    return;
  }
  if (active.kind === 'delay') await sleep(active.ms);
  if (active.kind === 'strip') for (const name of active.headers) delete headers[name.toLowerCase()];
  const rewrite = active.kind === 'rewrite' ? active : undefined;
  for (const [name, value] of Object.entries(rewrite?.headers ?? {})) headers[name.toLowerCase()] = value;
  const path = rewrite?.path ?? incoming.url ?? '/';
  const sent = rewrite?.temporality ? withTemporality(body, TEMPORALITY[rewrite.temporality]) : body;
  const received = await send(new URL(path, target), incoming.method ?? 'GET', headers, sent);
  const rejected = received.status === 200 ? rewrite?.rejected : undefined;
  if (rejected === undefined) response.writeHead(received.status, received.headers).end(received.body);
  else {
    const partialSuccess = { rejectedDataPoints: BigInt(rejected), errorMessage: 'the sample is too old' };
    response.writeHead(200, { 'content-type': PROTOBUF }).end(encodeResponse({ partialSuccess }));
  }
}

interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function send(
  url: URL,
  method: string,
  headers: IncomingMessage['headers'],
  body: Uint8Array,
): Promise<Received> {
  const { 'transfer-encoding': _, ...rest } = headers;
  const own = { ...rest, host: url.host, 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers: own }, (incoming) => {
      buffer(incoming).then(
        (bytes) => resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: bytes }),
        reject,
      );
    });
    outgoing.on('error', reject).end(body);
  });
}

/** A push with another temporality. */
function withTemporality(body: Uint8Array, aggregationTemporality: number): Uint8Array {
  const changed = (metric: Metric): Metric => ({
    ...metric,
    ...(metric.sum ? { sum: { ...metric.sum, aggregationTemporality } } : {}),
    ...(metric.histogram ? { histogram: { ...metric.histogram, aggregationTemporality } } : {}),
  });
  const { resourceMetrics } = decodeRequest(body);
  return encodeRequest({
    resourceMetrics: resourceMetrics.map((resource) => ({
      ...resource,
      scopeMetrics: resource.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(changed) })),
    })),
  });
}
