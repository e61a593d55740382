import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startStatusServer } from '../../src/emit/sync/server.ts';
import type { SyncStatus } from '../../src/shared/protocol/sync-status.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { eventually, SyncFolders } from '../harness/sync-folders.ts';
import type { SyncProcess } from '../harness/sync-process.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';
const PATIENCE_MS = 60_000;

await describeWithServer('prometheus', 'throughline sync --verify on a real Prometheus', (server) => {
  let prometheus: RunningBackend;
  let gateway: GatewayProcess;
  let source: string;

  beforeAll(async () => {
    prometheus = await startBackend(server);
  }, PATIENCE_MS);
  afterAll(() => prometheus.stop());

  /** The settings of a gateway that exports to the Prometheus; `otel` changes them. */
  const config = (otel: object = {}) => ({
    gateway: { port: 0, auth: { token: API_TOKEN }, reload: { debounceMs: 20 } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: {
      enabled: true,
      otel: {
        enabled: true,
        endpoint: prometheus.otlpMetricsUrl,
        flushIntervalMs: 1_000,
        ...otel,
      },
    },
  });

  beforeAll(async () => {
    gateway = await new GatewayProcess().start(config());
    source = join(gateway.dir, 'source.json');
    await gateway.post('webhook', { chatId: 'a', text: 'hello' }, HOOK_TOKEN);
  }, PATIENCE_MS);
  afterAll(() => gateway.dispose());
  // A later test finds the gateway as if nothing had been changed.
  beforeEach(async () => {
    gateway.write(config());
    const since = Date.now();
    await gateway.until('it exports to the Prometheus', async () => {
      const { exporter } = await gateway.status();
      const isThere = exporter?.endpoint.startsWith(prometheus.url) ?? false;
      return isThere && Date.parse(exporter?.lastSuccess ?? '') > since;
    });
  }, PATIENCE_MS);

  const carry = async (otel: object, ...flags: string[]) => {
    writeFileSync(source, JSON.stringify(config(otel)));
    const { code, stdout, stderr } = await throughline(
      ['sync', '--once', '--from', source, '--to', gateway.configFile, '--settle', '2s', ...flags],
      { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } },
    );
    return { code, output: stdout + stderr };
  };
  const asGateway = () => ['--gateway', gateway.url, '--verify-timeout', '8s'];
  const asBackend = () => ['--backend', prometheus.url, '--verify-timeout', '10s'];

  it('exits with 0 where the exporter of the changed configuration has pushed', async () => {
    const { code, output } = await carry({ sampleRate: 0.5 }, ...asGateway());
    expect(output).toMatch(
      / info sync: synced .+\n.+ info sync: telemetry arrives after the change of .+ was accepted\n$/,
    );
    expect(code).toBe(0);
  });

  it('exits with 0 where the backend has a sample of after the change', async () => {
    const { code, output } = await carry({ sampleRate: 0.5 }, ...asBackend());
    expect(output).toMatch(
      /telemetry arrives after the change of .+: samples of job openclaw are newer than /,
    );
    expect(code).toBe(0);
  });

  it('exits with 4 where pushes fail since the change', async () => {
    const { code, output } = await carry({ endpoint: 'http://127.0.0.1:1' }, ...asGateway());
    // Which of both depends on whether a push was accepted before the change.
    expect(output).toMatch(
      / error sync: telemetry (?:ended|does not arrive) after the change of .+: pushes to http:\/\/127\.0\.0\.1:1\S* fail: /,
    );
    expect(code).toBe(4);
  });

  it("exits with 4 where the backend lacks the exporter's own health, which needs no traffic", async () => {
    const { code, output } = await carry({ endpoint: 'http://127.0.0.1:1' }, ...asBackend());
    expect(output).toContain("its exporter's own health, which needs no traffic, is not there, either");
    expect(code).toBe(4);
  });

  it('exits with 3 where the backend alone cannot show whether telemetry ended or the gateway is idle', async () => {
    const change = { endpoint: 'http://127.0.0.1:1', sdkMetrics: false };
    const { code, output } = await carry(change, ...asBackend());
    expect(output).toContain(
      'either the export ended, or the gateway was restarted and has recorded nothing since',
    );
    expect(code).toBe(3);
  });

  it('exits with 4 where the gateway knows why the backend gets nothing', async () => {
    const { code, output } = await carry(
      { endpoint: 'http://127.0.0.1:1' },
      ...asBackend(),
      '--gateway',
      gateway.url,
    );
    expect(output).toContain('telemetry ended after the change');
    expect(code).toBe(4);
  });

  it('exits with 0 where the change turns metrics off', async () => {
    const { code, output } = await carry({ enabled: false }, ...asBackend());
    expect(output).toContain('the configuration turns metrics off');
    expect(code).toBe(0);
  });

  it('exits with 3, and says what to give, where it has nothing to ask', async () => {
    const { code, output } = await carry({ sampleRate: 0.5 }, '--verify', '--verify-timeout', '3s');
    expect(output).toContain('nothing can be asked: give --backend URL or --gateway URL');
    expect(code).toBe(3);
  });

  it('exits with 1 where the source is not carried over, without a look at telemetry', async () => {
    const { code, output } = await carry({ endpont: 'x' }, ...asBackend());
    expect(output).not.toContain('telemetry');
    expect(code).toBe(1);
  });

  it('exits with 3 where the gateway answers no status, and says why', async () => {
    const { code, output } = await carry(
      { sampleRate: 0.5 },
      '--gateway',
      prometheus.url,
      '--verify-timeout',
      '3s',
    );
    expect(output).toMatch(/not known whether telemetry arrives .+: \/api\/status answered 404/);
    expect(code).toBe(3);
  });
});

describe('throughline sync --verify', () => {
  let folders: SyncFolders;
  beforeEach(() => {
    folders = new SyncFolders();
  });
  afterEach(() => folders.dispose());

  it('shows in its status that it watches, and what it does not know', async () => {
    await folders.mount('{ "diagnostics": { "otel": { "enabled": true } } }');
    const sync: SyncProcess = folders.start(['--verify', '--settle', '100ms', '--verify-timeout', '1500ms']);
    await eventually(async () => expect((await sync.status()).telemetry?.state).toBe('watching'));
    await eventually(async () => expect((await sync.status()).telemetry?.state).toBe('unknown'));
    expect(await sync.end('SIGTERM')).toBe(0);
  });

  it('has no telemetry in its status without --verify', async () => {
    await folders.mount('{ "diagnostics": { "otel": { "enabled": true } } }');
    const sync = folders.start();
    await eventually(async () => expect(await sync.status()).toMatchObject({ syncs: 1, telemetry: null }));
  });

  it('answers the probe of the guide, which ends a gateway only where its telemetry ended', async () => {
    const guide = readFileSync(new URL('../../docs/guide/sync.md', import.meta.url), 'utf8');
    const { livenessProbe } = parse(/```yaml\n(livenessProbe:[\s\S]+?)```/.exec(guide)?.[1] ?? '');
    const [command, ...args] = livenessProbe.exec.command as string[];
    expect([command, livenessProbe.failureThreshold]).toEqual(['node', 3]);
    let isWell = true;
    const status = () => ({}) as SyncStatus;
    const server = await startStatusServer(0, { status, answerProbe: () => isWell });
    const probe = async () => {
      const child = spawn(
        process.execPath,
        args.map((each) => each.replace('9465', String(server.port))),
      );
      return ((await once(child, 'exit')) as [number])[0];
    };
    expect(await probe()).toBe(0);
    isWell = false;
    expect(await probe()).toBe(1);
    await server.close();
    expect(await probe()).toBe(0);
  });

  it.each([
    [['--verify', '--settle', '5m'], '--verify-timeout has to be longer than --settle'],
    [['--backend', 'ftp://host'], 'ftp://host is not an http or https URL'],
    [['--restart-command', 'say "x'], 'close each quote'],
    [['--release', 'openclaw/2025.1'], 'Allowed choices are openclaw/2026.2, openclaw/2026.9'],
  ])('exits 2 and says what to write instead: %j', async (flags, message) => {
    const { code, stderr } = await throughline(['sync', '--from', 'a', '--to', 'b', ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
