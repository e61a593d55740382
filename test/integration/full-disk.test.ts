import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { StateStore } from '../../src/emit/gateway/store/state-store.ts';
import { AcceptedMessages } from '../harness/accepted-messages.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { SmallDisk, whyNoSmallDisk } from '../harness/small-disk.ts';
import { readableContext } from '../support/gateway-context.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
/** Times that the disk is filled and freed. */
const ROUNDS = isFull ? 30 : 5;
const NOBODY = 65_534;
const TITLE = 'a gateway on a small disk';
const note = z.object({ text: z.string() });
const whyNot = whyNoSmallDisk(TITLE);

let disk: SmallDisk;
let gateway: GatewayProcess;
let model: ModelServer;

const reach = {
  post: (body: unknown) => gateway.post('webhook', body, HOOK_TOKEN),
  find: (id: string) =>
    fetch(`${gateway.url}/api/messages/${id}`, { headers: { authorization: `Bearer ${API_TOKEN}` } }),
};
const asked = (): string[] => model.requests.flatMap(({ messages }) => messages.at(-1)?.content ?? []);
const storesOn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('store'));

function start(): Promise<GatewayProcess> {
  const config = {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    session: { maxHistoryMessages: 4 },
    cron: { jobs: [{ id: 'report', schedule: '0 0 1 1 *', message: 'what happened' }] },
  };
  return gateway.start(config, {}, ['--state-dir', disk.folder]);
}

async function ready(): Promise<{ status: number; body: { store: { problem: string | null } } }> {
  const response = await fetch(`${gateway.url}/readyz`);
  return {
    status: response.status,
    body: (await response.json()) as { store: { problem: string | null } },
  };
}

describe.skipIf(whyNot !== undefined)(`${TITLE}${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
  beforeEach(async () => {
    disk = new SmallDisk(1_024);
    gateway = new GatewayProcess();
    model = await startModelServer(() => ({ kind: 'delay', ms: 5 }));
  });

  afterEach(async () => {
    await gateway.dispose();
    await model.close();
    disk.dispose();
  });

  it(
    'answers 503 and is not ready while the disk is full, goes on when there is room, and loses nothing',
    async () => {
      await start();
      const messages = new AcceptedMessages(reach);
      for (let round = 1; round <= ROUNDS; round += 1) {
        const stop = new AbortController();
        const senders = [1, 2, 3].map(() => messages.send(stop.signal, 2));
        const enough = messages.accepted.size + 20 * Math.random() + 5;
        await gateway.until('some are accepted', () => messages.accepted.size > enough);
        disk.fill();
        await gateway.until('it is not ready', async () => (await ready()).status === 503);
        const refused = await reach.post({ chatId: 'a', text: 'while it is full' });
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
        const refusal = await refused.text();
        expect(JSON.parse(refusal)).toMatchObject({
          error: expect.stringMatching(/^the state folder cannot be written \(.*No space left on device\)/),
        });
        expect((await ready()).body.store.problem).toMatch(/No space left on device|ENOSPC/);
        // Senders need no token for these two, and learn no path.
        expect([refusal, (await ready()).body.store.problem].join(' ')).not.toContain(disk.folder);
        expect((await gateway.status()).store).toMatchObject({ writable: false, since: expect.any(String) });
        const job = await fetch(`${gateway.url}/api/cron/report/run`, {
          method: 'POST',
          headers: { authorization: `Bearer ${API_TOKEN}` },
        });
        expect(job.status).toBe(503);
        await sleep(Math.random() * 1_500);
        disk.free();
        await gateway.until('it is ready again', async () => (await ready()).status === 200);
        const more = messages.accepted.size + 5;
        await gateway.until('it accepts again', () => messages.accepted.size > more);
        stop.abort();
        await Promise.all(senders);
        const said = gateway.lines.map(({ msg }) => msg);
        const begun = said.filter((line) => line.startsWith('the state folder cannot be written'));
        expect(begun).toHaveLength(1);
        expect(begun[0]).toContain('free disk space');
        expect(said.filter((line) => line.startsWith('the state folder can be written again'))).toHaveLength(
          1,
        );
        // Clean or not: what was written after the recovery is there at the next start.
        if (round % 2 === 0) await gateway.signal('SIGKILL');
        else expect(await gateway.signal('SIGTERM')).toBe(0);
        await start();
        expect(gateway.lines.filter(({ msg }) => /damaged/.test(msg))).toEqual([]);
      }
      const { problems, ...counts } = await messages.judge(asked);
      process.stdout.write(`${ROUNDS} full disks: ${JSON.stringify(counts)}\n`);
      expect(problems).toEqual([]);
      expect(counts.processed + counts.interrupted).toBe(counts.accepted);
      expect(storesOn(disk.folder)).toEqual(['store']);
    },
    ROUNDS * 20_000 + 60_000,
  );

  it('can be read while there is less room than its log takes when the store is opened again', async () => {
    disk.dispose();
    disk = new SmallDisk(12_288);
    const context = readableContext();
    const store = await StateStore.open(disk.folder, context.log, context.clock);
    const notes = store.table('notes', note);
    // Random, because LevelDB compresses its tables.
    const text = randomBytes(3_000).toString('base64');
    for (let n = 0; n < 900; n += 1) {
      notes.put(`${n}`, { text });
      if (n % 100 === 0) await store.written();
    }
    await store.written();
    disk.fill();
    notes.put('late', { text });
    await expect(store.written()).rejects.toThrow(/No space left on device/);
    disk.free(100 * 1_024);
    const later = performance.now() + 3_500;
    while (performance.now() < later) {
      expect(await notes.get('1', 0)).toEqual({ text });
      await sleep(5);
    }
    expect(store.failure).toBeDefined();
    disk.free();
    await gateway.until('it can be written again', () => store.failure === undefined);
    await store.close();
    const next = await StateStore.open(disk.folder, context.log, context.clock);
    expect(await next.table('notes', note).get('late')).toEqual({ text });
    await next.close();
    expect(context.lines.map((line) => line.slice(0, 40))).toEqual([
      'the state folder cannot be written: IO e',
      'the state folder can be written again, a',
    ]);
  });

  it('does not start on a full or a read-only disk, says why, and leaves its store as it is', async () => {
    await start();
    const messages = new AcceptedMessages(reach);
    const stop = new AbortController();
    const sender = messages.send(stop.signal);
    await gateway.until('some are accepted', () => messages.accepted.size > 50);
    await gateway.signal('SIGKILL');
    stop.abort();
    await sender;

    disk.fill();
    await start();
    expect(gateway.exitCode).toBe(2);
    expect(gateway.stderr).toMatch(
      /No space left on device.*; free disk space, or name another with --state-dir\. The store itself is not touched$/m,
    );
    disk.free();

    disk.remount('ro');
    await start();
    expect(gateway.exitCode).toBe(2);
    expect(gateway.stderr).toMatch(
      /read-only file system.*; mount it writable, or name another with --state-dir/i,
    );
    disk.remount('rw');

    await start();
    expect(gateway.lines.filter(({ msg }) => /damaged/.test(msg))).toEqual([]);
    const { problems, accepted } = await messages.judge(asked);
    expect(problems).toEqual([]);
    expect(accepted).toBeGreaterThan(50);
    expect(storesOn(disk.folder)).toEqual(['store']);
  });

  it.each([
    ['a folder', (folder: string) => chmodSync(folder, 0o700)],
    [
      'a lock',
      (folder: string) => {
        chmodSync(folder, 0o777);
        chmodSync(join(folder, 'LOCK'), 0o600);
      },
    ],
    [
      'a table or log',
      (folder: string) => {
        chmodSync(folder, 0o777);
        for (const name of readdirSync(folder)) {
          const path = join(folder, name);
          if (/\.(?:ldb|log)$/.test(name)) chmodSync(path, 0o600);
          else chownSync(path, NOBODY, NOBODY);
        }
      },
    ],
  ])('finds no damage in a store with %s of another owner', async (_what, restrict) => {
    const context = readableContext();
    const stateDir = join(disk.folder, 'state');
    mkdirSync(stateDir);
    chmodSync(disk.folder, 0o777);
    chmodSync(stateDir, 0o777);
    const before = await StateStore.open(stateDir, context.log, context.clock);
    before.table('notes', note).put('a', { text: 'kept' });
    await before.close();
    restrict(join(stateDir, 'store'));
    process.seteuid?.(NOBODY);
    try {
      await expect(StateStore.open(stateDir, context.log, context.clock)).rejects.toThrow(
        /ermission denied.*; let the user of the gateway read and write the folder and all files in it, or name/,
      );
    } finally {
      process.seteuid?.(0);
    }
    expect(storesOn(stateDir)).toEqual(['store']);
    const after = await StateStore.open(stateDir, context.log, context.clock);
    expect(await after.table('notes', note).get('a')).toEqual({ text: 'kept' });
    await after.close();
    expect(storesOn(stateDir)).toEqual(['store']);
    expect(context.lines).toEqual([]);
  });
});
