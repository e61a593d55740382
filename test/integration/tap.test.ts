import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { exchangeSchema } from '../../src/shared/protocol/exchange.ts';
import type { Report } from '../../src/prove/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { ENTRY, throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

class TapProcess {
  readonly lines: string[] = [];
  url = '';
  stderr = '';
  readonly #child: ChildProcess;

  constructor(to: string, output: 'text' | 'json') {
    const args = ['tap', '--listen', '127.0.0.1:0', '--to', to, '-o', output];
    this.#child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.lines.push(line));
  }

  async ready(): Promise<this> {
    for await (const data of this.#child.stderr!.iterator({ destroyOnReturn: false })) {
      this.stderr += String(data);
      this.url = /endpoint to (\S+);/.exec(this.stderr)?.[1] ?? '';
      if (this.url) break;
    }
    this.#child.stderr!.on('data', (data: Buffer) => (this.stderr += data.toString()));
    return this;
  }

  async interrupt(): Promise<number | null> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await closed;
    return this.#child.exitCode;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

async function gatewayThrough(tap: TapProcess, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const otel = { enabled: true, endpoint: tap.url, flushIntervalMs: 500 };
  const gateway = await new GatewayProcess().start(
    {
      gateway: { port: 0, auth: { token: API_TOKEN } },
      channels: { webhook: {} },
      plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
      diagnostics: { enabled: true, otel },
    },
    env,
  );
  stops.push(() => gateway.dispose());
  await gateway.post('webhook', { chatId: 'a', text: 'hello' });
  await gateway.until('pushes have ended', async () => {
    const { exporter } = await gateway.status();
    return exporter !== null && exporter.accepted + exporter.refused > 2;
  });
  return gateway;
}

async function started(to: string, output: 'text' | 'json' = 'json'): Promise<TapProcess> {
  const tap = await new TapProcess(to, output).ready();
  stops.push(async () => tap.kill());
  return tap;
}

async function checked(tap: TapProcess, gateway: GatewayProcess, backend: string): Promise<Report> {
  const config = join(gateway.dir, 'openclaw.json');
  const servers = ['--gateway', gateway.url, '--backend', backend, '--tap', tap.url];
  const args = ['check', '--config', config, ...servers, '--wait', '10s', '-o', 'json'];
  const { stdout } = await throughline(args, { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } });
  return JSON.parse(stdout);
}

const statuses = (report: Report): Record<string, string> =>
  Object.fromEntries(report.checks.map(({ id, status }) => [id, status]));

await describeWithServer('prometheus', 'a tap between the gateway and Prometheus', (server) => {
  it('shows each push, and is evidence of a check that is arriving', async () => {
    const backend: RunningBackend = await startBackend(server);
    stops.push(() => backend.stop());
    const tap = await started(backend.otlpMetricsUrl.replace(/\/v1\/metrics$/, ''));
    const gateway = await gatewayThrough(tap);
    const report = await checked(tap, gateway, backend.url);
    expect(statuses(report)).toMatchObject({
      TL330: 'pass',
      TL331: 'pass',
      TL332: 'pass',
      TL333: 'pass',
      TL530: 'pass',
    });
    expect(report).toMatchObject({ verdict: 'arriving', rootCause: null });
    const exchanges = tap.lines.map((line) => exchangeSchema.parse(JSON.parse(line)));
    expect(exchanges.map(({ number }) => number)).toEqual(exchanges.map((_, index) => index + 1));
    expect(exchanges.at(-1)?.request.payload?.metrics.map(({ name }) => name)).toContain(
      'openclaw.webhook.received',
    );
    expect(await tap.interrupt()).toBe(0);
    expect(tap.stderr).toMatch(/\d+ pushes: \d+ accepted, 0 failed/);
  });

  it('prints one line for each push, and the message of a rejection', async () => {
    const backend = await startBackend(server, { receiver: false });
    stops.push(() => backend.stop());
    const tap = await started(backend.otlpMetricsUrl.replace(/\/v1\/metrics$/, ''), 'text');
    const gateway = await gatewayThrough(tap);
    const report = await checked(tap, gateway, backend.url);
    expect(report.rootCause).toMatchObject({ check: 'TL502', modes: [34] });
    expect(statuses(report)).toMatchObject({ TL330: 'pass', TL530: 'fail' });
    expect(tap.lines[0]).toMatch(/^time +no +path/);
    expect(tap.lines[1]).toMatch(/ 1 +\/v1\/metrics +protobuf.* cumulative .* 404 otlp write receiver needs/);
  });
});

it.each([
  [['tap', '--to', 'prometheus:9090'], 'is not an http or https URL'],
  [['tap', '--to', 'http://127.0.0.1:1', '--listen', '1.2.3.4:80'], 'choose another with --listen'],
  [['tap'], "required option '--to <url>' not specified"],
])('throughline tap rejects %j in one line', async (args, words) => {
  const { code, stderr } = await throughline(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('    at ');
});
