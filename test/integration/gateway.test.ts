import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/shared/catalog/index.ts';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';

let model: ModelServer;
let receiver: Server;
let gateway: GatewayProcess;

beforeAll(async () => {
  model = await startModelServer(({ text, time }) => {
    if (text === 'slow') return { kind: 'delay', ms: 600 };
    if (text === 'at second try' && time === 1) return { kind: 'status', status: 503 };
    if (text === 'rubbish') return { kind: 'rubbish' };
    return undefined;
  });
  receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});

afterEach(() => gateway.dispose());

afterAll(async () => {
  await model.close();
  receiver.close();
});

function config({ otelPlugin = true, ...more }: { otelPlugin?: boolean; [section: string]: unknown } = {}) {
  return {
    gateway: { port: 0, auth: { token: API_TOKEN }, reload: { debounceMs: 20 }, maxBodyBytes: 10_000 },
    models: {
      providers: {
        main: {
          baseUrl: model.url,
          apiKey: 'sk-key-of-the-test',
          models: [
            {
              id: 'large',
              contextWindow: 200_000,
              cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
            },
          ],
        },
      },
    },
    agents: { defaults: { model: { primary: 'main/large' }, retryDelayMs: 10 } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    session: { stuckAfterMs: 200, stuckCheckIntervalMs: 100 },
    plugins: {
      entries: {
        telegram: { enabled: true },
        ...(otelPlugin ? { 'diagnostics-otel': { enabled: true } } : {}),
      },
    },
    diagnostics: {
      enabled: true,
      otel: {
        enabled: true,
        endpoint: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
        flushIntervalMs: 1_000,
      },
    },
    ...more,
  };
}

const say = (text: string, chatId = 'a') => gateway.post('webhook', { chatId, text }, HOOK_TOKEN);

describe('the gateway process', () => {
  it('changes all 18 metrics by work, and by nothing else', async () => {
    gateway = await new GatewayProcess().start(config());
    const moved = async () =>
      (await gateway.ledger()).metrics.filter(({ live }) => live.events > 0).map(({ name }) => name);
    expect(await moved()).toEqual([]);
    const texts = ['hello', 'at second try', 'rubbish', 'slow', 'slow', 'after'];
    for (const text of texts) expect((await say(text)).status).toBe(202);
    expect((await say('hello', 'another chat')).status).toBe(202);
    await gateway.post('webhook', '{');
    await gateway.until('all 18 have moved', async () => (await moved()).length === 18);
    await gateway.until('all is done', async () => (await gateway.status()).sessions.idle === 2);
    expect((await moved()).toSorted()).toEqual(CATALOGUE.map(({ name }) => name).toSorted());

    const events = new Map((await gateway.ledger()).metrics.map(({ name, live }) => [name, live.events]));
    expect(events.get('openclaw.message.processed')).toBe(7);
    expect(events.get('openclaw.run.duration_ms')).toBe(7);
    // The message with the 503 is tried twice.
    expect(events.get('openclaw.run.attempt')).toBe(8);
    // All but the invalid one have an answer with its usage.
    expect(events.get('openclaw.cost.usd')).toBe(6);
    expect(events.get('openclaw.webhook.received')).toBe(8);
    expect(events.get('openclaw.webhook.error')).toBe(1);
    expect(gateway.lines.map(({ msg }) => msg)).toContainEqual(
      expect.stringMatching(
        /^\[diagnostic\] stuck session: sessionKey=webhook:a state=processing age=\d+s queueDepth=\d$/,
      ),
    );
  });

  it('reports that telemetry is configured but its plugin off, and turns it on without a restart or a lost message', async () => {
    gateway = await new GatewayProcess().start(config({ otelPlugin: false }));
    const problem =
      'plugin "diagnostics-otel" is off: bundled (disabled by default); set plugins.entries.diagnostics-otel.enabled to true';
    expect(gateway.lines.map(({ msg }) => msg)).toContain(
      `telemetry is configured but cannot work: ${problem}`,
    );
    expect(await gateway.status()).toMatchObject({
      telemetry: { configured: true, working: false, problem },
      exporter: null,
    });
    const ready = await fetch(`${gateway.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { telemetry: { problem } }]);

    const { pid } = (await gateway.status()).process;
    const answers: number[] = [];
    gateway.write(config());
    await gateway.until('metrics are pushed', async () => {
      answers.push((await say(`message ${answers.length}`)).status);
      return ((await gateway.status()).exporter?.accepted ?? 0) > 0;
    });
    expect(new Set(answers)).toEqual(new Set([202]));
    expect(await gateway.status()).toMatchObject({
      process: { pid },
      config: { reloads: 1, lastError: null },
      telemetry: { configured: true, working: true, problem: null },
    });
    await gateway.until('all is done', async () => (await gateway.status()).sessions.processing === 0);
    expect(
      model.requests.filter(({ messages }) => messages.at(-1)?.content.startsWith('message ')).length,
    ).toBe(answers.length);
  });

  it('responds to each webhook with its own status', async () => {
    gateway = await new GatewayProcess().start(config());
    const status = async (answer: Promise<Response>) => (await answer).status;
    expect(await status(say('hello'))).toBe(202);
    expect(await status(gateway.post('webhook', { chatId: 'a', text: 'x' }))).toBe(401);
    expect(await status(gateway.post('webhook', { chatId: 'a', text: 'x' }, 'a wrong one'))).toBe(401);
    expect(await status(gateway.post('webhook', '{', HOOK_TOKEN))).toBe(400);
    expect(await status(gateway.post('webhook', { text: 'no chat' }, HOOK_TOKEN))).toBe(400);
    expect(await status(gateway.post('webhook', 'x'.repeat(20_000), HOOK_TOKEN))).toBe(413);
    expect(await status(gateway.post('discord', {}))).toBe(404);
    expect(await status(gateway.post('any-word', {}))).toBe(404);
    expect(await status(fetch(`${gateway.url}/webhooks/webhook`))).toBe(405);
    expect(await status(gateway.post('telegram', { update_id: 1, poll: {} }))).toBe(200);
    const update = { update_id: 2, message: { message_id: 1, chat: { id: 7, type: 'private' }, text: 'hi' } };
    expect(await status(gateway.post('telegram', update))).toBe(202);

    const webhook = (await gateway.ledger()).metrics.find(({ name }) => name === 'openclaw.webhook.received');
    expect(webhook?.live.events).toBe(11);
    // Of "webhook" five statuses, of "unknown" one, of "telegram" two.
    expect(webhook?.series).toBe(8);
  });

  it('rejects API requests without a configured token, and with a wrong one', async () => {
    gateway = await new GatewayProcess().start(config());
    expect((await fetch(`${gateway.url}/api/status`)).status).toBe(401);
    gateway.write(config({ gateway: { port: 0 } }));
    await gateway.until(
      'the token is gone',
      async () => (await fetch(`${gateway.url}/api/status`)).status === 403,
    );
  });

  it('lets running work end at SIGTERM, and exits 0', async () => {
    gateway = await new GatewayProcess().start(config());
    await say('slow', 'drained');
    expect(await gateway.signal('SIGTERM')).toBe(0);
    expect(gateway.lines.at(-1)?.msg).toBe('gateway stopped');
    expect(gateway.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(gateway.lines.map(({ msg }) => msg).join('\n')).not.toContain('is ended');
  });

  it('waits for a plugin that stops slowly and has nothing open', async () => {
    gateway = new GatewayProcess();
    gateway.install(
      'slow-stop',
      `const stop = () => new Promise((resolve) => { setTimeout(resolve, 200).unref(); });
      export function register(api) { api.registerService({ id: 's', start() {}, stop }); }`,
    );
    await gateway.start(config());
    expect(await gateway.signal('SIGTERM')).toBe(0);
    expect(gateway.lines.at(-1)?.msg).toBe('gateway stopped');
  });

  it('never replaces a valid configuration by an invalid one', async () => {
    gateway = await new GatewayProcess().start(config());
    const { hash } = (await gateway.status()).config;
    gateway.write('{ "gateway": { "port": "x" } }');
    await gateway.until(
      'the refusal is shown',
      async () => (await gateway.status()).config.lastError !== null,
    );
    expect((await gateway.status()).config).toMatchObject({
      hash,
      reloads: 0,
      lastError: expect.stringContaining('gateway.port: '),
    });
    expect((await say('hello')).status).toBe(202);
    gateway.write(config({ session: { stuckAfterMs: 300 } }));
    await gateway.until(
      'the next good one is in force',
      async () => (await gateway.status()).config.reloads === 1,
    );
    expect((await gateway.status()).config.lastError).toBeNull();
  });

  it('exits with 2 and one line for each issue if its configuration is invalid', async () => {
    gateway = await new GatewayProcess().start({ gateway: { port: 'x', auth: { token: '${NOT_SET}' } } });
    expect(gateway.exitCode).toBe(2);
    const [first, ...issues] = gateway.stderr.trimEnd().split('\n');
    expect(first).toBe(`${gateway.configFile} is not a valid configuration:`);
    expect(issues).toEqual([
      expect.stringContaining('gateway.auth.token: needs the environment variable NOT_SET'),
      expect.stringContaining('gateway.port: '),
    ]);
  });

  it('exits with 2 if its port is in use', async () => {
    const { port } = receiver.address() as AddressInfo;
    gateway = await new GatewayProcess().start(config(), {}, ['--port', String(port)]);
    expect(gateway.exitCode).toBe(2);
    expect(gateway.stderr).toBe(
      `port ${port} on 127.0.0.1 is in use; stop what listens there, or choose another with gateway.port or --port\n`,
    );
  });

  it('survives a plugin with uncaught rejections and errors in timers', async () => {
    gateway = new GatewayProcess();
    gateway.install(
      'stray',
      `void Promise.reject(new Error('at import'));
      export function register() { setTimeout(() => { throw new Error('later'); }); }`,
    );
    await gateway.start(config());
    await gateway.until('both are logged', () => {
      const errors = gateway.lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
      return errors.some((msg) => msg.endsWith('at import')) && errors.some((msg) => msg.endsWith('later'));
    });
    expect((await say('hello')).status).toBe(202);
    expect(await gateway.signal('SIGTERM')).toBe(0);
    expect(gateway.stderr).toBe('');
  });

  it('neither logs nor shows a secret', async () => {
    gateway = await new GatewayProcess().start(
      config(),
      {
        HTTPS_PROXY: 'http://user:proxy-secret@proxy:3128',
        NO_PROXY: '.svc',
      },
      ['--log-level', 'trace'],
    );
    await say('hello');
    await say('rubbish');
    const status = await gateway.status();
    expect(status.environment).toEqual({ HTTPS_PROXY: 'http://***:***@proxy:3128/', NO_PROXY: '.svc' });
    await gateway.signal('SIGTERM');
    const shown = JSON.stringify([gateway.lines, status]);
    for (const secret of [API_TOKEN, HOOK_TOKEN, 'sk-key-of-the-test', 'proxy-secret']) {
      expect(shown).not.toContain(secret);
    }
  });
});
