import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ledgerSchema } from '../../shared/protocol/ledger.ts';
import { gatewayStatusReading } from '../../shared/protocol/status.ts';
import { createPlugin } from './index.ts';
import type {
  OnDiagnosticEvent,
  OpenClawConfig,
  OpenClawEvent,
  OpenClawModules,
  OpenClawService,
} from './openclaw.ts';

const TOKEN = 'gateway-token-of-the-test';
const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A receiver that accepts everything, and keeps the headers. */
async function receiver() {
  const pushes: IncomingHttpHeaders[] = [];
  const endpoint = await listen((request, response) => {
    pushes.push(request.headers);
    request.resume().once('end', () => response.end());
  });
  return { endpoint, pushes };
}

/** What OpenClaw gives a plugin: a bus, a logger, and an HTTP server with its routes. */
async function host(modules: (on: OnDiagnosticEvent) => OpenClawModules, version?: string) {
  const listeners = new Set<(event: OpenClawEvent) => void>();
  const on: OnDiagnosticEvent = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message);
  const logger = { info: say, warn: say, error: say };
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  let service: OpenClawService | undefined;
  createPlugin(modules(on)).register({
    source: '/home/me/.openclaw/extensions/diagnostics-otel/index.js',
    config: { gateway: { auth: { token: 'an earlier token' } } },
    ...(version !== undefined && { runtime: { version } }),
    registerService: (registered) => (service = registered),
    registerHttpRoute: ({ path, handler }) => void routes.set(path, handler),
  });
  const url = await listen((request, response) => routes.get(request.url ?? '')?.(request, response));
  const config = (endpoint: string, otel: object = {}): OpenClawConfig => ({
    gateway: { port: 18_789, auth: { token: TOKEN } },
    diagnostics: { enabled: true, otel: { enabled: true, endpoint, serviceName: url, ...otel } },
  });
  const context = (endpoint: string, otel?: object) => ({
    config: config(endpoint, otel),
    stateDir: '/nowhere',
    logger,
  });
  return {
    lines,
    listeners,
    emit: (event: OpenClawEvent) => listeners.forEach((listener) => listener(event)),
    start: (endpoint: string, otel?: object) => service?.start(context(endpoint, otel)),
    stop: () => service?.stop(context('http://127.0.0.1:1')),
    ask: (path: string, token: string = TOKEN, method = 'GET') =>
      fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } }),
  };
}

const UP_TO_2026_4 = (on: OnDiagnosticEvent): OpenClawModules => ({
  sdk: () => Promise.resolve({ onDiagnosticEvent: on }),
  diagnosticRuntime: () => Promise.reject(new Error('not exported')),
});
const OF_2026_9 = (on: OnDiagnosticEvent): OpenClawModules => ({
  sdk: () => Promise.reject(new Error('not exported')),
  diagnosticRuntime: () => Promise.resolve({ onDiagnosticEvent: on }),
});
const NONE = (): OpenClawModules => ({
  sdk: () => Promise.reject(new Error('not exported')),
  diagnosticRuntime: () => Promise.resolve({}),
});

const ENQUEUE: OpenClawEvent = { type: 'queue.lane.enqueue', lane: 'session:agent:main:main', queueSize: 1 };

describe('the plugin for OpenClaw', () => {
  it('pushes what it recorded as protobuf, and shows its ledger', async () => {
    const { endpoint, pushes } = await receiver();
    const openclaw = await host(UP_TO_2026_4, 'unknown');
    await openclaw.start(endpoint);
    openclaw.emit(ENQUEUE);
    await openclaw.stop();
    expect(pushes.map((headers) => headers['content-type'])).toEqual(['application/x-protobuf']);
    const ledger = ledgerSchema.parse(await (await openclaw.ask('/api/telemetry')).json());
    expect(ledger.metrics.find(({ name }) => name === 'openclaw.queue.lane.enqueue')).toMatchObject({
      live: { events: 1, value: 1 },
      acknowledged: { events: 1, value: 1 },
    });
    expect(openclaw.lines[0]).toMatch(/^diagnostics-otel: pushes metrics to /);
  });

  it('goes on with all totals after a restart within the process, with the new settings', async () => {
    const first = await receiver();
    const second = await receiver();
    const openclaw = await host(UP_TO_2026_4);
    await openclaw.start(first.endpoint);
    openclaw.emit(ENQUEUE);
    await openclaw.stop();
    expect(openclaw.listeners.size).toBe(0);
    await openclaw.start(second.endpoint, { flushIntervalMs: 5_000 });
    openclaw.emit(ENQUEUE);
    await openclaw.stop();
    expect([first.pushes.length, second.pushes.length]).toEqual([1, 1]);
    const ledger = ledgerSchema.parse(await (await openclaw.ask('/api/telemetry')).json());
    expect(ledger.metrics.find(({ name }) => name === 'openclaw.queue.lane.enqueue')).toMatchObject({
      acknowledged: { value: 2 },
    });
  });

  it('shows a status that check reads, without a secret', async () => {
    const openclaw = await host(UP_TO_2026_4, '2026.2.19');
    await openclaw.start('http://me:hunter2hunter2@127.0.0.1:1/otlp', { headers: { 'x-key': 'topsecret1' } });
    const text = await (await openclaw.ask('/api/status')).text();
    await openclaw.stop();
    expect(text).not.toMatch(/hunter2|topsecret1/);
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({ schema: 'throughline.status/1', host: { version: '2026.2.19' } });
    expect(gatewayStatusReading.parse(document)).toMatchObject({
      process: { pid: process.pid },
      plugins: [{ id: 'diagnostics-otel', enabled: true, state: 'started', listeners: 1 }],
      telemetry: { configured: true },
      exporter: { endpoint: 'http://***:***@127.0.0.1:1/otlp/v1/metrics' },
    });
  });

  it.each([
    ['another token', 'another-token', 'GET', 401],
    ['the token as of before the restart', 'an earlier token', 'GET', 401],
    ['a write', TOKEN, 'POST', 405],
  ])('answers a request with %s with no data', async (_what, token, method, status) => {
    const { endpoint } = await receiver();
    const openclaw = await host(UP_TO_2026_4);
    await openclaw.start(endpoint);
    const response = await openclaw.ask('/api/telemetry', token, method);
    await openclaw.stop();
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ ok: false });
  });

  it.each([
    ['2026.9, by its module', OF_2026_9, undefined],
    ['2026.5, by its version', UP_TO_2026_4, '2026.5.28'],
  ])('says at once what a release keeps for official plugins: %s', async (_release, modules, version) => {
    const { endpoint } = await receiver();
    const openclaw = await host(modules, version);
    await openclaw.start(endpoint);
    openclaw.emit(ENQUEUE);
    const status = await (await openclaw.ask('/api/status')).text();
    await openclaw.stop();
    expect(openclaw.lines[0]).toMatch(/usage to official plugins only: openclaw\.tokens/);
    expect(status).toContain('official plugins only');
    const ledger = await (await openclaw.ask('/api/telemetry')).text();
    expect(ledger).toContain('"name":"openclaw.queue.lane.enqueue","live":{"events":1');
  });

  it('says at once in log and status where a release gives it no events', async () => {
    const { endpoint, pushes } = await receiver();
    const openclaw = await host(NONE, '2026.12.1');
    await openclaw.start(endpoint);
    await openclaw.stop();
    expect(openclaw.lines).toEqual([
      expect.stringMatching(
        /^diagnostics-otel: OpenClaw 2026\.12\.1 offers its diagnostic events to no plugin/,
      ),
    ]);
    expect(pushes).toEqual([]);
    expect(await (await openclaw.ask('/api/status')).json()).toMatchObject({
      telemetry: { working: false, problem: expect.stringContaining('offers its diagnostic events to no') },
      plugins: [{ state: 'failed' }],
    });
    expect((await openclaw.ask('/api/telemetry')).status).toBe(404);
  });

  it('says in log and status which setting is wrong', async () => {
    const openclaw = await host(UP_TO_2026_4);
    await openclaw.start('prometheus:9090/api');
    expect(openclaw.lines).toEqual([
      expect.stringMatching(/^diagnostics-otel: diagnostics\.otel\.endpoint /),
    ]);
    expect(await (await openclaw.ask('/api/status')).json()).toMatchObject({
      telemetry: { configured: true, working: false },
    });
  });
});
