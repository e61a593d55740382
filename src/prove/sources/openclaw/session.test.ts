import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { HttpSource } from '../http.ts';
import { readRuntime } from './runtime.ts';
import { openSession } from './session.ts';

type Respond = (method: string, params: unknown) => object | undefined;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A server that speaks the frames of OpenClaw; `respond` gives the rest of a response, or nothing at all. */
async function serverOf(respond: Respond, challenge = true): Promise<HttpSource> {
  const server = createServer((_, response) => response.end('no upgrade'));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: WebSocket) => {
    if (challenge) socket.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload: {} }));
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = JSON.parse(data.toString()) as Record<string, unknown>;
      const rest = respond(String(method), params);
      if (rest) socket.send(JSON.stringify({ type: 'res', id, ...rest }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const http = new HttpSource(`http://127.0.0.1:${port}`, {
    timeoutMs: 300,
    credentials: { bearer: 'secret-token' },
  });
  open.push(http, {
    close: () => {
      for (const client of sockets.clients) client.terminate();
      server.close();
    },
  });
  return http;
}

const greeting = (methods: readonly string[], version = '2026.9.6'): object => ({
  ok: true,
  payload: {
    type: 'hello-ok',
    protocol: 4,
    server: { version },
    features: { methods },
    snapshot: {
      uptimeMs: 1_000,
      configPath: '/data/openclaw.json',
      stateDir: '/data',
      presence: [{ host: 'pod-1', mode: 'gateway' }],
    },
  },
});

describe('a session with an OpenClaw', () => {
  it('sends the token in its first message, and asks for the right to read alone', async () => {
    let asked: unknown;
    const http = await serverOf((_, params) => {
      asked = params;
      return greeting([]);
    });
    (await openSession(http)).close();
    expect(asked).toMatchObject({
      role: 'operator',
      scopes: ['operator.read'],
      auth: { token: 'secret-token' },
      minProtocol: 3,
      maxProtocol: 4,
    });
    expect(asked).not.toHaveProperty('device');
  });

  it('ends with the reason of the gateway where it refuses the token, without the token', async () => {
    const http = await serverOf(() => ({
      ok: false,
      error: { message: 'unauthorized: gateway token mismatch (provide gateway auth token)' },
    }));
    const failure = await openSession(http).catch((error: Error) => error.message);
    expect(failure).toContain('token mismatch');
    expect(failure).toContain('THROUGHLINE_GATEWAY_TOKEN');
    expect(failure).not.toContain('secret-token');
  });

  it.each<[string, Respond, boolean]>([
    ['that sends no challenge', () => greeting([]), false],
    ['that does not answer', () => undefined, true],
  ])('ends within the time-out at a server %s', async (_, respond, challenge) => {
    const http = await serverOf(respond, challenge);
    await expect(openSession(http)).rejects.toThrow('no response within 300 ms');
  });

  it('ends with one sentence at a server that speaks no WebSocket, or where none listens', async () => {
    const server = createServer((_, response) => response.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const http = new HttpSource(`http://127.0.0.1:${port}`, { timeoutMs: 300 });
    await expect(openSession(http)).rejects.toThrow('does not respond as a WebSocket server');
    server.close();
    await once(server, 'close');
    await expect(openSession(http)).rejects.toThrow('does not respond as a WebSocket server');
    await http.close();
  });
});

describe('the runtime of an OpenClaw', () => {
  const plugins = [
    {
      id: 'diagnostics-otel',
      enabled: true,
      state: 'enabled',
      version: '2026.9.6',
      runtime: { state: 'active' },
    },
  ];

  it('has what the gateway offers and allows, and nothing else is asked', async () => {
    const asked: string[] = [];
    const http = await serverOf((method) => {
      asked.push(method);
      if (method === 'connect') return greeting(['plugins.list', 'usage.cost', 'config.set']);
      if (method === 'plugins.list') return { ok: true, payload: { plugins } };
      return { ok: false, error: { message: 'missing scope: operator.read' } };
    });
    expect(await readRuntime(http, () => 5_000)).toEqual({
      version: '2026.9.6',
      protocol: 4,
      startedAt: 4_000,
      configPath: '/data/openclaw.json',
      state: { path: '/data', hostname: 'pod-1' },
      plugins,
      exporters: undefined,
      config: undefined,
      usage: undefined,
    });
    expect(asked.toSorted()).toEqual(['connect', 'plugins.list', 'usage.cost']);
  });

  it('has the state of the exporter and both revisions, and no state where a full ring may have lost it', async () => {
    const event = { ts: 1, source: 'diagnostics-otel', target: 'metrics', outcome: 'started' };
    const other = { ...event, source: 'diagnostics-prometheus' };
    const shown = async (events: readonly object[], dropped: number) => {
      const http = await serverOf((method) => {
        if (method === 'connect') return greeting(['diagnostics.stability', 'config.get', 'usage.cost']);
        if (method === 'diagnostics.stability') return { ok: true, payload: { events, dropped } };
        const day = { date: '2026-11-27', input: 5, output: 2 };
        return method === 'usage.cost'
          ? { ok: true, payload: { daily: [day] } }
          : { ok: true, payload: { configRevisionHash: 'a', appliedConfigHash: 'b' } };
      });
      return readRuntime(http, () => 5_000);
    };
    expect(await shown([event, other], 3)).toMatchObject({
      exporters: [event],
      config: { file: 'a', applied: 'b' },
      usage: [{ date: '2026-11-27', input: 5, output: 2, cacheRead: 0, cacheWrite: 0, totalCost: 0 }],
    });
    expect((await shown([other], 3)).exporters).toBeUndefined();
    expect((await shown([], 0)).exporters).toEqual([]);
  });

  it('has no version where the gateway says "dev"', async () => {
    const http = await serverOf(() => greeting([], 'dev'));
    expect((await readRuntime(http, () => 5_000)).version).toBeUndefined();
  });
});
