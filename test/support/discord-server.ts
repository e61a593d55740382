import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type WebSocket, WebSocketServer } from 'ws';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;
const UNKNOWN_ERROR = 4_000;
const AUTHENTICATION_FAILED = 4_004;
export const BOT_ID = '900000000000000001';

/** Answers as Discord's REST API and its gateway do: https://discord.com/developers/docs/events/gateway */
export class DiscordServer {
  /** Bodies of the messages that the bot has sent. */
  readonly sent: Readonly<Record<string, unknown>>[] = [];
  readonly #token: string;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  readonly #gateway = new WebSocketServer({ server: this.#server });
  #socket: WebSocket | undefined;
  #sequence = 0;
  identified = 0;
  /** Code that the next who identify are closed with. */
  refusal: number | null = null;
  resumed = 0;
  #url = '';

  constructor(token: string) {
    this.#token = token;
    this.#gateway.on('connection', (socket) => this.#greet(socket));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    this.#url = `ws://127.0.0.1:${port}`;
    return `http://127.0.0.1:${port}/api`;
  }

  stop(): void {
    for (const client of this.#gateway.clients) client.terminate();
    this.#gateway.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Somebody writes where the bot is. */
  say(content: string, more: object = {}): void {
    const author = { id: '800000000000000001', username: 'aki', discriminator: '0' };
    this.#dispatch('MESSAGE_CREATE', {
      id: '1',
      channel_id: '700000000000000001',
      author,
      content,
      mentions: [],
      ...more,
    });
  }

  /** Cuts the connection as Discord does now and then. */
  cut(): void {
    this.#socket?.close(UNKNOWN_ERROR);
  }

  /** Asks the bot to connect again, as Discord does before it takes a machine out of service. */
  askToReconnect(): void {
    if (this.#socket) send(this.#socket, { op: OP.reconnect, d: null });
  }

  /** Ends the session for good. */
  invalidate(): void {
    if (this.#socket) send(this.#socket, { op: OP.invalidSession, d: false });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request).catch(() => ({}))) as Record<string, unknown>;
    response.setHeader('content-type', 'application/json');
    const answer = (status: number, value: object): void => {
      response.statusCode = status;
      response.end(JSON.stringify(value));
    };
    if (request.headers.authorization !== `Bot ${this.#token}`)
      return answer(401, { message: '401: Unauthorized', code: 0 });
    if (request.url === '/api/v10/gateway/bot') {
      const limit = { total: 1_000, remaining: 999, reset_after: 0, max_concurrency: 1 };
      return answer(200, { url: this.#url, shards: 1, session_start_limit: limit });
    }
    if (/^\/api\/v10\/channels\/\d+\/messages$/.test(request.url ?? '')) {
      this.sent.push(body);
      return answer(200, { id: '2', content: body['content'] });
    }
    return answer(404, { message: 'Unknown', code: 0 });
  }

  #greet(socket: WebSocket): void {
    this.#socket = socket;
    send(socket, { op: OP.hello, d: { heartbeat_interval: 45_000 } });
    socket.on('message', (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString()) as { op: number; d: { token?: string } | null };
      if (op === OP.heartbeat) send(socket, { op: OP.heartbeatAck });
      if (op !== OP.identify && op !== OP.resume) return;
      if (d?.token !== this.#token) return socket.close(AUTHENTICATION_FAILED);
      if (op === OP.resume) {
        this.resumed += 1;
        return this.#dispatch('RESUMED', {});
      }
      this.identified += 1;
      if (this.refusal !== null) return socket.close(this.refusal);
      const user = { id: BOT_ID, username: 'throughline', discriminator: '0' };
      this.#dispatch('READY', { v: 10, user, session_id: 's', resume_gateway_url: this.#url, guilds: [] });
    });
  }

  #dispatch(t: string, d: object): void {
    this.#sequence += 1;
    if (this.#socket) send(this.#socket, { op: OP.dispatch, s: this.#sequence, t, d });
  }
}

function send(socket: WebSocket, payload: object): void {
  socket.send(JSON.stringify(payload));
}
