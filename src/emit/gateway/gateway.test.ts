import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/support/gateway-context.ts';
import { differencesFrom } from '../../../test/support/unknown-fields.ts';
import { gatewayStatusSchema } from '../../shared/protocol/status.ts';
import { createLog, Redactor, type RunningGateway, StartError, startGateway } from './index.ts';

const TOKEN = 'token-of-the-test';
const SLOW_TO_STOP = `export function register(api) {
  api.registerChannel({
    id: 'chat',
    readWebhook: () => ({ kind: 'ignored', reason: JSON.stringify(api.config.channels.chat) }),
  });
  api.registerService({ id: 'chat', start() {}, stop: () => new Promise((done) => setTimeout(done, 300)) });
}`;

let dir: string;
let lines: string[];
let running: RunningGateway | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gateway-'));
  lines = [];
  const plugin = join(dir, '.openclaw', 'extensions', 'chat');
  mkdirSync(plugin, { recursive: true });
  const manifest = { id: 'chat', channels: ['chat'], configSchema: { type: 'object' } };
  writeFileSync(join(plugin, 'openclaw.plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(plugin, 'package.json'), '{ "openclaw": { "extensions": ["./index.mjs"] } }');
  writeFileSync(join(plugin, 'index.mjs'), SLOW_TO_STOP);
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(dir, { recursive: true, force: true });
});

function write(config: object): void {
  const gateway = { port: 0, auth: { token: TOKEN }, reload: { debounceMs: 1 }, maxBodyBytes: 100 };
  writeFileSync(join(dir, 'new.json'), JSON.stringify({ gateway, ...config }));
  renameSync(join(dir, 'new.json'), join(dir, 'openclaw.json'));
}

async function start(config: object, more: { stateDir?: string; env?: Record<string, string> } = {}) {
  write(config);
  const redactor = new Redactor();
  const writeLine = (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg);
  running = await startGateway({
    configPath: join(dir, 'openclaw.json'),
    env: {},
    workspaceDir: dir,
    homeDir: join(dir, 'home'),
    bundledDir: null,
    stateDir: join(dir, 'state'),
    log: createLog('info', redactor.redact, { write: writeLine }),
    redactor,
    ...more,
  });
  return running;
}

const post = (channel: string, body = '{}') =>
  fetch(`${running?.url}/webhooks/${channel}`, { method: 'POST', body });

describe('startGateway', () => {
  it('accepts webhooks while the plugin of their channel is reloaded', async () => {
    const gateway = await start({ channels: { chat: { room: 1 } } });
    expect(await (await post('chat')).json()).toMatchObject({ ignored: expect.stringContaining('"room":1') });
    write({ channels: { chat: { room: 2 } } });
    const reloaded = gateway.reload();
    const answers: number[] = [];
    for (let posts = 0; posts < 5; posts += 1) {
      answers.push((await post('chat')).status);
      await sleep(20);
    }
    await reloaded;
    expect(answers).toEqual([200, 200, 200, 200, 200]);
    expect(await (await post('chat')).json()).toMatchObject({ ignored: expect.stringContaining('"room":2') });
  });

  it('reloads a file that is renamed over the configuration, and one that is written in place', async () => {
    await start({ channels: { chat: { room: 1 } } });
    write({ channels: { chat: { room: 2 } } });
    await until(() => lines.includes('configuration reloaded: channels.chat.room'));
    writeFileSync(join(dir, 'openclaw.json'), '{ "gateway": { "port": 0 } }');
    await until(() => lines.some((line) => line.includes('gateway.auth.token')));
  });

  it('applies a file that was replaced while the gateway started', async () => {
    const next = JSON.stringify(join(dir, 'next.json'));
    const replace = `import { existsSync, renameSync } from 'node:fs';
      if (existsSync(${next})) renameSync(${next}, ${JSON.stringify(join(dir, 'openclaw.json'))});`;
    writeFileSync(join(dir, '.openclaw', 'extensions', 'chat', 'index.mjs'), `${replace}\n${SLOW_TO_STOP}`);
    write({ channels: { chat: { room: 2 } } });
    renameSync(join(dir, 'openclaw.json'), join(dir, 'next.json'));
    await start({ channels: { chat: { room: 1 } } });
    await until(() => lines.includes('configuration reloaded: channels.chat.room'));
  });

  it('listens on a changed address', async () => {
    const { port } = await start({});
    // Port 0 takes a free port, whose number is not known beforehand, so the host is what changes.
    write({ gateway: { host: '127.0.0.2', port: 0, auth: { token: TOKEN } } });
    await running?.reload();
    expect(running?.url).toMatch(/^http:\/\/127\.0\.0\.2:/);
    expect((await fetch(`${running?.url}/healthz`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('rejects a configuration whose address is not available, and keeps its address', async () => {
    const { url } = await start({});
    write({ gateway: { host: '192.0.2.1', port: 0, auth: { token: 'another-token' } } });
    await running?.reload();
    expect(lines).toContainEqual(expect.stringContaining('192.0.2.1 is not an address of this machine'));
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${url}/api/status`, { headers })).status).toBe(200);
  });

  it('reports what waits for a restart when gateway.reload.mode is hot', async () => {
    const { port, url } = await start({
      gateway: { port: 0, auth: { token: TOKEN }, reload: { mode: 'hot' } },
    });
    write({ gateway: { port: port + 1, auth: { token: TOKEN }, reload: { mode: 'hot' } } });
    await running?.reload();
    expect(lines).toContain('gateway.port has changed; restart the gateway to bring it into force');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('rejects a body without a content length that grows past the limit', async () => {
    await start({ channels: { webhook: {} } });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const chunked = request(`${running?.url}/webhooks/webhook`, { method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      chunked.on('error', reject);
      for (let chunks = 0; chunks < 3; chunks += 1) chunked.write('x'.repeat(60));
      chunked.end();
    });
    expect(status).toBe(413);
  });

  it('sends the status of the protocol and no other field, with the OpenTelemetry variables and no credential', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret',
      HTTP_PROXY: 'u:secret@proxy:1',
      HOME: '/',
    };
    await start({}, { env });
    const response = await fetch(`${running?.url}/api/status`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const sent: unknown = await response.json();
    expect(differencesFrom(gatewayStatusSchema, sent)).toEqual([]);
    const status = gatewayStatusSchema.parse(sent);
    expect(status.process.pid).toBe(process.pid);
    expect(status.plugins.map(({ id, state }) => [id, state])).toEqual([['chat', 'started']]);
    expect(status.environment).toEqual({ OTEL_EXPORTER_OTLP_HEADERS: '***', HTTP_PROXY: '***@proxy:1' });
  });

  it('reports in one line that its state folder cannot be created', async () => {
    const stateDir = join(dir, 'openclaw.json', 'state');
    await expect(start({}, { stateDir })).rejects.toThrow(StartError);
    await expect(start({}, { stateDir })).rejects.toThrow(
      /cannot be created: .*; name another with --state-dir$/,
    );
  });
});
