import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog, Redactor, type RunningGateway, startGateway } from '../../src/emit/gateway/index.ts';
import { ledgerSchema } from '../../src/shared/protocol/ledger.ts';

const RELOADS = 1_000;
const MIB = 1_048_576;
const bundledDir = fileURLToPath(new URL('../../dist/extensions', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'reload-leak-'));
const path = join(dir, 'openclaw.json');

let receiver: Server;
let pushes = 0;
let gateway: RunningGateway;

function write(number: number): void {
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const otel = { enabled: true, endpoint, flushIntervalMs: 1_000 + (number % 2) };
  writeFileSync(
    path,
    JSON.stringify({
      gateway: { port: 0, auth: { token: 'api-token' }, reload: { mode: 'off' } },
      plugins: { entries: { 'diagnostics-otel': { enabled: true }, telegram: { enabled: true } } },
      diagnostics: { enabled: true, otel },
    }),
  );
}

beforeAll(async () => {
  receiver = createServer((request, response) => {
    pushes += 1;
    request.resume().on('end', () => response.writeHead(200).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  write(0);
  gateway = await startGateway({
    configPath: path,
    env: {},
    workspaceDir: dir,
    homeDir: dir,
    bundledDir,
    stateDir: join(dir, 'state'),
    log: createLog('silent', (line) => line),
    redactor: new Redactor(),
  });
});

afterAll(async () => {
  await gateway.stop();
  receiver.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Open resources of this process, by kind, and the used heap in MiB. */
function held(): { resources: Record<string, number>; heapMib: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { resources, heapMib: process.memoryUsage().heapUsed / MIB };
}

async function received(): Promise<number> {
  const response = await fetch(`${gateway.url}/api/telemetry`, {
    headers: { authorization: 'Bearer api-token' },
  });
  const { metrics } = ledgerSchema.parse(await response.json());
  return metrics.find(({ name }) => name === 'openclaw.webhook.received')?.live.events ?? 0;
}

it(
  `a gateway leaks nothing over ${RELOADS} reloads that restart the telemetry, and loses no count`,
  {
    timeout: 600_000,
  },
  async () => {
    let posted = 0;
    const reloadAndPost = async (number: number): Promise<void> => {
      write(number);
      const post = fetch(`${gateway.url}/webhooks/telegram`, { method: 'POST', body: '{}' });
      await Promise.all([gateway.reload(), post.then((response) => response.arrayBuffer())]);
      posted += 1;
    };
    for (let number = 1; number <= 50; number += 1) await reloadAndPost(number);
    await sleep(100);
    const before = held();
    for (let number = 51; number <= RELOADS; number += 1) await reloadAndPost(number);
    await sleep(100);
    const after = held();
    expect(await received()).toBe(posted);

    const grown = ['Timeout', 'FSEventWrap', 'TCPSocketWrap', 'TCPServerWrap'].filter(
      (kind) => (after.resources[kind] ?? 0) > (before.resources[kind] ?? 0) + 3,
    );
    expect(grown).toEqual([]);
    expect(after.heapMib - before.heapMib).toBeLessThan(8);

    // One exporter only: a second one would double the pushes.
    pushes = 0;
    await sleep(3_200);
    expect(pushes).toBeLessThanOrEqual(4);
    expect(pushes).toBeGreaterThanOrEqual(1);
  },
);
