import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Call {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers as the Bot API does: https://core.telegram.org/bots/api#making-requests */
export class TelegramServer {
  readonly calls: Call[] = [];
  /**
   * What the next calls of a method are answered with instead: a status with its parameters, or text that is no JSON. Null
   * holds the true answer back.
   */
  readonly faults = new Map<string, ({ status: number; parameters?: object } | string | null)[]>();
  readonly #token: string;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  readonly #updates: { readonly update_id: number }[] = [];
  #waiting: (() => void)[] = [];
  readonly #held: (() => void)[] = [];
  #nextId = 1_000;

  constructor(token: string) {
    this.#token = token;
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#wake();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Somebody writes to the bot. */
  say(text: string, chat: object = { id: 7, type: 'private', first_name: 'Aki' }): void {
    const id = this.#nextId++;
    const from = { id: 7, is_bot: false, first_name: 'Aki' };
    const message = { message_id: id, date: 1_771_556_400, chat, from, text };
    this.#updates.push({ update_id: id, message } as { update_id: number });
    this.#wake();
  }

  /** Gives the answers that were held back. */
  release(): void {
    for (const resolve of this.#held.splice(0)) resolve();
  }

  /** Texts that the bot has sent. */
  get sent(): string[] {
    return this.calls
      .filter(({ method }) => method === 'sendMessage')
      .map(({ body }) => String(body['text']));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const body = (await json(request).catch(() => ({}))) as Record<string, unknown>;
    if (token !== this.#token) return refuse(response, 401, 'Unauthorized');
    this.calls.push({ method, body });
    const fault = this.faults.get(method)?.shift();
    if (fault === null) await new Promise<void>((resolve) => this.#held.push(resolve));
    if (typeof fault === 'string') return void response.end(fault);
    if (fault) return refuse(response, fault.status, 'a planned fault', fault.parameters);
    const result = await this.#result(method, body);
    return void response.end(JSON.stringify({ ok: true, result }));
  }

  async #result(method: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (method === 'getMe') return { id: 1, is_bot: true, first_name: 'bot', username: 'throughline_bot' };
    if (method !== 'getUpdates')
      return method === 'sendMessage' ? { message_id: 1, date: 0, chat: {} } : true;
    const offset = Number(body['offset'] ?? 0);
    // A higher offset confirms what is below it.
    while (this.#updates[0] && this.#updates[0].update_id < offset) this.#updates.shift();
    if (this.#updates.length === 0 && body['timeout'] !== 0)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return [...this.#updates];
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function refuse(response: ServerResponse, status: number, description: string, parameters?: object): void {
  response.statusCode = status;
  response.end(
    JSON.stringify({ ok: false, error_code: status, description, ...(parameters && { parameters }) }),
  );
}
