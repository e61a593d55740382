// From the edit of the mounted ConfigMap to the gateway exporting by the new configuration; and messages a second.
import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectConfigMap } from '../../src/demo/mount/index.ts';
import { startModelServer } from '../../src/demo/model-server/index.ts';
import { startReceiver } from '../../src/receiver/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { startSyncProcess } from '../harness/sync-process.ts';
import { containerOf, memoryLines } from './container.ts';
import { timesLine } from './times.ts';

const EDITS = 100;
const POLL_MS = 5;
const GIVEN_MS = 20_000;
const MESSAGES = 2_000;
const SENDERS = 16;
/** Conversations of each sender: their length is a part of the work. */
const CHATS = 20;
const FULL_WAIT_MS = 20;
const WEBHOOK_TOKEN = 'webhook-token-of-the-bench';
/** So that neither pushes nor their absence play a part while edits are timed. */
const INTERVAL_MS = 30_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const ended = new AbortController();
// Every sender waits on it.
setMaxListeners(SENDERS * 2, ended.signal);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());

const root = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
const volume = join(root, 'volume');
const container = containerOf(root, print);
const model = await startModelServer();
const receiver = await startReceiver();
const gateway = new GatewayProcess();
await projectConfigMap(manifest(0), volume);
mkdirSync(join(root, 'state'));
const sync = startSyncProcess(
  ['--from', join(volume, 'openclaw.json'), '--to', gateway.configFile, '--status-port', '0'],
  container,
);
try {
  await gateway.until('the configuration is carried over', () => isThere(gateway.configFile));
  await gateway.start(readFileSync(gateway.configFile, 'utf8'), {
    OPENCLAW_GATEWAY_TOKEN: API_TOKEN,
    OPENCLAW_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
  });
  await measureReload();
  for (const line of memoryLines(sync.child, container)) print(`sync's ${line}`);
  await measureMessages();
} finally {
  await sync.end('SIGTERM');
  await gateway.dispose();
  await Promise.all([model.close(), receiver.close()]);
  await container.cgroup?.remove();
  rmSync(root, { recursive: true });
}

function manifest(edit: number): string {
  const config = {
    gateway: { port: 0, auth: { token: '${OPENCLAW_GATEWAY_TOKEN}' } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    queue: { lanes: { main: { concurrency: SENDERS } } },
    channels: { webhook: { webhookToken: '${OPENCLAW_WEBHOOK_TOKEN}' } },
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: {
      enabled: true,
      otel: {
        enabled: true,
        endpoint: receiver.otlpMetricsUrl,
        protocol: 'http/protobuf',
        serviceName: 'openclaw',
        metrics: true,
        flushIntervalMs: INTERVAL_MS + edit,
      },
    },
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'openclaw-config' },
    data: { 'openclaw.json': JSON.stringify(config, null, 2) },
  });
}

async function measureReload(): Promise<void> {
  const times: number[] = [];
  for (let edit = 1; edit <= EDITS; edit++) {
    await sleep(100, undefined, { signal: ended.signal });
    const start = performance.now();
    await projectConfigMap(manifest(edit), volume);
    await exportsEvery(INTERVAL_MS + edit);
    times.push(performance.now() - start);
    if (process.stderr.isTTY) process.stderr.write(`\r${edit} of ${EDITS} edits`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  print(`mounted file edited → gateway exports by it, ${EDITS} edits: ${timesLine(times)}`);
}

/** Resolves when the plugin's exporter runs at an interval that only one edit had. */
async function exportsEvery(intervalMs: number): Promise<void> {
  const until = performance.now() + GIVEN_MS;
  while (performance.now() < until) {
    const { exporter } = await gateway.status();
    if (exporter?.intervalMs === intervalMs) return;
    await sleep(POLL_MS, undefined, { signal: ended.signal });
  }
  throw new Error(`the gateway did not come to export every ${intervalMs} ms`);
}

/** As many senders as the gateway runs at once, each with its own session, one message after the other. */
async function measureMessages(): Promise<void> {
  const answered = model.requests.length;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      for (let count = 0; count < MESSAGES / SENDERS; count++) {
        await deliver({ chatId: `chat-${sender}-${count % CHATS}`, text: `message ${count}` });
      }
    }),
  );
  const accepted = performance.now() - start;
  await gateway.until(
    'every message has reached the model',
    () => model.requests.length - answered >= MESSAGES,
  );
  const worked = performance.now() - start;
  const rate = (milliseconds: number): string => ((MESSAGES / milliseconds) * 1_000).toFixed(0);
  print(
    `messages a second, ${SENDERS} senders: ${rate(accepted)} accepted, ${rate(worked)} answered by the model`,
  );
}

/** Sends once more what the gateway has no room for yet, as a sender does. */
async function deliver(message: object): Promise<void> {
  for (;;) {
    const response = await gateway.post('webhook', message, WEBHOOK_TOKEN);
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`a message was answered ${response.status}: ${text}`);
    await sleep(FULL_WAIT_MS, undefined, { signal: ended.signal });
  }
}

function isThere(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== '';
  } catch {
    return false;
  }
}
