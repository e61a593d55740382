import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatRequest, completion, completionChunks, requestSchema } from './completion.ts';

/** How a request fails. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  /** A good response, so many milliseconds later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** 200 with a body that is no chat completion. */
  | { readonly kind: 'rubbish' }
  /** Closes the connection in the middle of the response. */
  | { readonly kind: 'cut' };

/**
 * Chooses the fault of a request by its model, the text of its last message, and the number of requests so far with the
 * same text (from 1): the same traffic gets the same faults in any order.
 */
export type FaultPlan = (request: { model: string; text: string; time: number }) => Fault | undefined;

export interface ModelServer {
  /** Base URL for `models.providers.<id>.baseUrl`. */
  readonly url: string;
  /** Chat requests so far, the faulty ones too. */
  readonly requests: readonly ChatRequest[];
  close(): Promise<void>;
}

/**
 * A small OpenAI-compatible server for the demo and the tests, streaming or not, that fails as planned.
 *
 * @param port a free one by default
 * @param host the address on which it listens
 */
export async function startModelServer(
  plan: FaultPlan = () => undefined,
  port = 0,
  host = '127.0.0.1',
): Promise<ModelServer> {
  const requests: ChatRequest[] = [];
  const times = new Map<string, number>();
  const stopping = new AbortController();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      sendJson(response, 404, { error: { message: 'only POST /v1/chat/completions is served' } });
      return;
    }
    const parsed = requestSchema.safeParse(await json(request).catch(() => undefined));
    if (!parsed.success) {
      sendJson(response, 400, { error: { message: 'this is no chat completion request' } });
      return;
    }
    const chat = parsed.data;
    requests.push(chat);
    const text = chat.messages.at(-1)?.content ?? '';
    const time = (times.get(text) ?? 0) + 1;
    times.set(text, time);
    const fault = plan({ model: chat.model, text, time });
    switch (fault?.kind) {
      case 'status':
        sendJson(response, fault.status, { error: { message: `a planned ${fault.status}` } });
        return;
      case 'rubbish':
        sendJson(response, 200, { weather: 'fine' });
        return;
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 10_000 });
        response.write('{"choices": [');
        await sleep(5);
        response.destroy();
        return;
      case 'delay':
        await sleep(fault.ms, undefined, { signal: stopping.signal });
        break;
      case undefined:
    }
    if (chat.stream) sendEvents(response, completionChunks(chat));
    else sendJson(response, 200, completion(chat));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    async close() {
      stopping.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendEvents(response: ServerResponse, events: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end('data: [DONE]\n\n');
}
