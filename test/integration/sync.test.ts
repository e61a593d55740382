import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectConfigMap } from '../../src/demo/mount/index.ts';
import { runSync, startSyncProcess, type SyncProcess } from './sync-process.ts';

const config = (port: number, padding = ''): string => `{ "gateway": { "port": ${port} } } //${padding}\n`;
const manifest = (text: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'm' },
    data: { 'openclaw.json': text },
  });

let root: string;
let volume: string;
let source: string;
let state: string;
let target: string;
let started: SyncProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-sync-'));
  volume = join(root, 'volume');
  source = join(volume, 'openclaw.json');
  state = join(root, 'state');
  target = join(state, 'openclaw.json');
  mkdirSync(state);
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((sync) => sync.end('SIGKILL')));
  rmSync(root, { recursive: true, force: true });
});

function start(...more: string[]): SyncProcess {
  const sync = startSyncProcess(['--from', source, '--to', target, '--status-port', '0', ...more]);
  started.push(sync);
  return sync;
}

const mount = (text: string) => projectConfigMap(manifest(text), volume);
const held = () => readFileSync(target, 'utf8');
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const holds = (text: string) => eventually(() => expect(held()).toBe(text));

describe('throughline sync, by events alone', () => {
  const BY_EVENTS = ['--poll', '1h'];

  it('carries over the symlink swap of a mounted ConfigMap', async () => {
    await mount(config(1));
    const sync = start(...BY_EVENTS);
    await holds(config(1));
    await mount(config(2));
    await holds(config(2));
    await eventually(async () => expect(await sync.status()).toMatchObject({ syncs: 2, lastError: null }));
    expect(sync.lines.filter((line) => line.includes(' synced '))).toHaveLength(2);
  });

  it('carries over a plain file, written in place or renamed over', async () => {
    mkdirSync(volume);
    writeFileSync(source, config(1));
    start(...BY_EVENTS);
    await holds(config(1));
    writeFileSync(source, config(2));
    await holds(config(2));
    writeFileSync(`${source}.new`, config(3));
    renameSync(`${source}.new`, source);
    await holds(config(3));
  });

  it('carries over the entry of a manifest file', async () => {
    mkdirSync(volume);
    source = join(volume, 'configmap.yaml');
    writeFileSync(source, manifest(config(1)));
    source += '#openclaw.json';
    start(...BY_EVENTS);
    await holds(config(1));
    writeFileSync(join(volume, 'configmap.yaml'), manifest(config(2)));
    await holds(config(2));
  });

  it('ends a burst of edits with the last one, and no false alarm', async () => {
    await mount(config(0));
    const sync = start(...BY_EVENTS);
    await holds(config(0));
    for (let n = 1; n <= 100; n++) await mount(config(n));
    await holds(config(100));
    expect(sync.lines.filter((line) => line.includes(' error '))).toEqual([]);
  });

  it('puts back a target that was deleted, and one that was damaged', async () => {
    await mount(config(1));
    const sync = start(...BY_EVENTS);
    await holds(config(1));
    rmSync(target);
    await holds(config(1));
    await eventually(async () => expect((await sync.status()).restored).toBe(1));
  });
});

describe('throughline sync', () => {
  it('refuses an invalid edit, keeps the last good one, and takes the next good one', async () => {
    await mount(config(1));
    const sync = start();
    await holds(config(1));
    await mount('{ "gateway": { "port": "x" } }');
    await eventually(async () => expect((await sync.status()).refused).toBe(1));
    expect(held()).toBe(config(1));
    expect(readFileSync(`${target}.last-good`, 'utf8')).toBe(config(1));
    // Its status may be heard before its line is.
    await eventually(async () =>
      expect(sync.lines.filter((line) => line.includes(' error ')).join('\n')).toMatch(
        /refused .+openclaw\.json: gateway\.port: invalid input: expected number, received string; .+ stays at the last good one/,
      ),
    );
    await mount(config(2));
    await holds(config(2));
    await eventually(async () => expect((await sync.status()).lastError).toBeNull());
  });

  it('puts back a target that is damaged again and again', async () => {
    await mount(config(1));
    start('--poll', '200ms');
    await holds(config(1));
    for (const damage of ['', '{', config(7)]) {
      writeFileSync(target, damage);
      await holds(config(1));
    }
  });

  it('keeps the target while the source folder is gone, and follows it when it is back', async () => {
    await mount(config(1));
    const sync = start('--poll', '200ms');
    await holds(config(1));
    rmSync(volume, { recursive: true });
    await eventually(async () => expect((await sync.status()).lastError?.message).toMatch(/does not exist/));
    rmSync(target);
    await holds(config(1));
    await mount(config(2));
    await holds(config(2));
    await eventually(async () => expect((await sync.status()).lastError).toBeNull());
    await mount(config(3));
    await holds(config(3));
  });

  it('waits for a source that is not mounted yet', async () => {
    start('--poll', '200ms');
    await sleep(300);
    await mount(config(1));
    await holds(config(1));
  });

  it('shares a target with a second one without either seeing anything but whole files', async () => {
    await mount(config(0));
    const both = [start(), start()];
    await holds(config(0));
    const seen = new Set<string>();
    for (let n = 1; n <= 30; n++) {
      await mount(config(n));
      for (let look = 0; look < 20; look++) {
        seen.add(held());
        await sleep(5);
      }
    }
    await holds(config(30));
    expect([...seen].filter((text) => !/^\{ "gateway": \{ "port": \d+ \} \} \/\/\n$/.test(text))).toEqual([]);
    expect(both.flatMap((sync) => sync.lines).filter((line) => line.includes(' error '))).toEqual([]);
  });

  it('leaves a whole target when it is killed in the middle of a write', async () => {
    const versions = [config(1, 'x'.repeat(400_000)), config(2, 'y'.repeat(400_000))] as const;
    await mount(versions[0]);
    let killedWhileWriting = 0;
    for (let round = 0; round < 10; round++) {
      const sync = start();
      await holds(versions[round % 2] ?? '');
      // The temporary file of the target or, in every other round, that of its copy.
      const writing = round % 2 === 0 ? /^\.openclaw\.json\.[0-9a-f]+\./ : /^\.openclaw\.json\.last-good\./;
      const watcher = watch(state, (_event, name) => {
        if (writing.test(name ?? '') && sync.child.kill('SIGKILL')) killedWhileWriting++;
      });
      await mount(versions[(round + 1) % 2] ?? '');
      await once(sync.child, 'close');
      watcher.close();
      expect(versions.includes(held())).toBe(true);
    }
    expect(killedWhileWriting).toBeGreaterThan(0);
    start();
    await holds(versions[0]);
  });

  it('ends cleanly at SIGTERM', async () => {
    await mount(config(1));
    const sync = start();
    await holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
  });

  it('with --once carries over and tells by its exit code how it went', async () => {
    mkdirSync(volume);
    const carried = async () => (await runSync(['--from', source, '--to', target, '--once'])).code;
    expect(await carried()).toBe(2);
    writeFileSync(source, '{');
    expect(await carried()).toBe(1);
    writeFileSync(source, config(1));
    expect(await carried()).toBe(0);
    expect(held()).toBe(config(1));
  });

  it.each([
    [[], "required option '--from <path[#key]>' not specified"],
    [['--from', 'a', '--to', 'b', '--poll', '2'], 'such as 500ms, 30s or 1h30m'],
    [['--from', 'a', '--to', 'b', '--status-port', '70000'], 'Write a port from 0 to 65535'],
    [['--from', 'a', '--to', './a'], 'are the same file'],
    [['--from', 'a', '--to', 'b', '--otlp-endpoint', 'grpc://host'], 'http: or https: is spoken'],
    [['--from', 'a', '--to', 'b', '--frm', 'c'], "unknown option '--frm'"],
  ])('exits 2 and says what to write instead: %j', async (args, message) => {
    const { code, output } = await runSync(args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it('exits 2 where the status port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await eventually(() => expect(taken.listening).toBe(true));
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await runSync(['--from', source, '--to', target, '--status-port', String(port)]);
    taken.close();
    expect(output).toContain(`cannot listen on port ${port}: another process has it`);
    expect(code).toBe(2);
  });
});

describe('throughline sync --otlp-endpoint', () => {
  it('pushes its counts as OTLP protobuf, the last time when it ends', async () => {
    const pushes: { path: string | undefined; type: string | undefined; body: Buffer }[] = [];
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        pushes.push({
          path: request.url,
          type: request.headers['content-type'],
          body: Buffer.concat(chunks),
        });
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    }).listen(0, '127.0.0.1');
    await eventually(() => expect(receiver.listening).toBe(true));
    const { port } = receiver.address() as AddressInfo;
    await mount(config(1));
    const sync = start('--otlp-endpoint', `http://127.0.0.1:${port}/api/v1/otlp`);
    await holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
    receiver.close();
    expect(pushes.at(-1)).toMatchObject({ path: '/api/v1/otlp/v1/metrics', type: 'application/x-protobuf' });
    for (const name of ['syncs', 'refused', 'restored', 'failing', 'last_sync.timestamp']) {
      expect(pushes.at(-1)?.body.includes(`throughline.sync.${name}`)).toBe(true);
    }
  });

  it('says that nothing is on there, and does its work all the same', async () => {
    await mount(config(1));
    const sync = start('--otlp-endpoint', 'http://user:secret@127.0.0.1:1');
    await holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
    expect(sync.lines.join('\n')).toMatch(
      /metrics do not reach http:\/\/\S+127\.0\.0\.1:1\/v1\/metrics: .*ECONNREFUSED/,
    );
    expect(sync.lines.join('\n')).not.toContain('secret');
  });
});

const IN_OWN_MOUNTS = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

describe.skipIf(!canMount)(
  'throughline sync on a file system of its own (needs Linux mount namespaces)',
  () => {
    const startOn = (options: string): SyncProcess => {
      const sync = startSyncProcess(
        ['--from', source, '--to', target, '--status-port', '0', '--poll', '200ms'],
        { prefix: ['unshare', '-rm', 'sh', '-c', IN_OWN_MOUNTS, 'sh', options, state] },
      );
      started.push(sync);
      return sync;
    };

    it('outlives a full disk with a whole target, and goes on when there is room', async () => {
      const old = config(1, 'x'.repeat(10_000));
      const fresh = config(2, 'x'.repeat(10_000));
      await mount(old);
      const sync = startOn('size=96k');
      const inside = join(`/proc/${sync.child.pid}/root`, state);
      const heldInside = () => readFileSync(join(inside, 'openclaw.json'), 'utf8');
      await eventually(() => expect(heldInside()).toBe(old));
      expect(() => writeFileSync(join(inside, 'ballast'), Buffer.alloc(200_000))).toThrow(/ENOSPC/);
      await mount(fresh);
      await eventually(async () =>
        expect((await sync.status()).lastError?.message).toMatch(/the disk is full/),
      );
      expect(heldInside()).toBe(old);
      rmSync(join(inside, 'ballast'));
      await eventually(() => expect(heldInside()).toBe(fresh));
      expect((await sync.status()).lastError).toBeNull();
      expect(sync.lines.filter((line) => line.includes(' error '))).toHaveLength(1);
    });

    it('says that the target is on a read-only volume, and keeps running', async () => {
      await mount(config(1));
      const sync = startOn('ro');
      await eventually(async () => expect((await sync.status()).lastError?.message).toMatch(/read-only/));
    });
  },
);
