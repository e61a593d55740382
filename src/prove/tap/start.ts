import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { type Exchange, TAP_PATH, type TapRecording } from '../../shared/protocol/exchange.ts';
import { formatAddress } from '../../shared/text/address.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { readRequest, readResponse } from './exchange.ts';
import { createTapRecord } from './record.ts';

export interface TapOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Base that the path of each push is appended to, as an exporter does. */
  readonly to: string;
  /** Time in which the receiver has to respond, in milliseconds. */
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface Tap {
  readonly url: string;
  readonly port: number;
  /** Closes open connections too, so that no push waits forever. */
  close(): Promise<void>;
}

/** Headers that concern one connection only, so they are not passed on: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
]);

/**
 * Starts a proxy between an exporter and its receiver. It passes each push on byte for byte and records it with its
 * response. Where the receiver does not respond, it cuts the exporter's connection, as would happen without the tap.
 *
 * @throws Node's error, such as `EADDRINUSE`, where it cannot listen
 */
export async function startTap({ host, port, to, timeoutMs, now, onExchange }: TapOptions): Promise<Tap> {
  const record = createTapRecord();
  const startedAt = new Date(now()).toISOString();
  const dispatcher = new Agent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const base = to.replace(/\/+$/, '');

  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = now();
    const body = await bodyOf(incoming);
    const path = incoming.url ?? '/';
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answered = await forwarded(`${base}${path}`, incoming, body, dispatcher, gone.signal);
    const { headers } = incoming;
    const seen = {
      at: new Date(at).toISOString(),
      method: incoming.method ?? '',
      path,
      request: await readRequest(headers['content-type'] ?? '', headers['content-encoding'] ?? '', body),
      answer: 'error' in answered ? unanswered(answered.error) : answered.read,
      ms: now() - at,
    };
    const exchange = record.add(seen, body);
    onExchange?.(exchange);
    if ('error' in answered) incoming.socket.destroy();
    else response.writeHead(answered.status, answered.headers).end(answered.body);
  };

  const sendRecording = (incoming: IncomingMessage, response: ServerResponse): void => {
    const after = Number(new URL(incoming.url ?? '/', 'http://tap').searchParams.get('after') ?? 0);
    const recording: TapRecording = {
      schema: 'throughline.tap/1',
      startedAt,
      to: base,
      exchanges: record.after(after),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(recording));
  };

  const server = createServer((incoming, response) => {
    const wantsRecording = incoming.method === 'GET' && (incoming.url ?? '').split('?')[0] === TAP_PATH;
    if (wantsRecording) sendRecording(incoming, response);
    // The sender hung up before the end of its body: nothing was sent, so there is nothing to record.
    else pass(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${formatAddress({ host, port: bound })}`,
    port: bound,
    close: () => stop(server, dispatcher),
  };
}

type Forwarded =
  | {
      readonly status: number;
      readonly headers: Record<string, string | string[]>;
      readonly body: Uint8Array;
      readonly read: Exchange['answer'];
    }
  | { readonly error: string };

async function forwarded(
  url: string,
  incoming: IncomingMessage,
  body: Uint8Array,
  dispatcher: Agent,
  signal: AbortSignal,
): Promise<Forwarded> {
  try {
    const answer = await request(url, {
      method: incoming.method as 'POST',
      headers: passedOn(incoming.headers),
      body: body.length > 0 ? body : null,
      dispatcher,
      signal,
    });
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    const read = readResponse(answer.statusCode, String(answer.headers['content-type'] ?? ''), bytes);
    return { status: answer.statusCode, headers: passedOn(answer.headers), body: bytes, read };
  } catch (error) {
    if (signal.aborted) return { error: 'the sender gave up waiting' };
    const { message } = error as Error;
    const code = errorCode(error);
    return { error: code === undefined || message.includes(code) ? message : `${message} (${code})` };
  }
}

function passedOn(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]],
    ),
  );
}

function unanswered(error: string): Exchange['answer'] {
  return { status: null, contentType: '', text: '', partialSuccess: null, error };
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function stop(server: Server, dispatcher: Agent): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  await dispatcher.destroy();
}
