import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { config, eventually, manifest, SyncFolders } from '../harness/sync-folders.ts';

let folders: SyncFolders;
beforeEach(() => {
  folders = new SyncFolders();
});
afterEach(() => folders.dispose());

describe('throughline sync, by events alone', () => {
  const BY_EVENTS = ['--poll', '1h'];

  it('carries over the symlink swap of a mounted ConfigMap', async () => {
    await folders.mount(config(1));
    const sync = folders.start(BY_EVENTS);
    await folders.holds(config(1));
    await folders.mount(config(2));
    await folders.holds(config(2));
    await eventually(async () => expect(await sync.status()).toMatchObject({ syncs: 2, lastError: null }));
    expect(sync.lines.filter((line) => line.includes(' synced '))).toHaveLength(2);
  });

  it('carries over a plain file, written in place or renamed over', async () => {
    mkdirSync(folders.volume);
    writeFileSync(folders.source, config(1));
    folders.start(BY_EVENTS);
    await folders.holds(config(1));
    writeFileSync(folders.source, config(2));
    await folders.holds(config(2));
    writeFileSync(`${folders.source}.new`, config(3));
    renameSync(`${folders.source}.new`, folders.source);
    await folders.holds(config(3));
  });

  it('carries over the entry of a manifest file', async () => {
    mkdirSync(folders.volume);
    folders.source = join(folders.volume, 'configmap.yaml');
    writeFileSync(folders.source, manifest(config(1)));
    folders.source += '#openclaw.json';
    folders.start(BY_EVENTS);
    await folders.holds(config(1));
    writeFileSync(join(folders.volume, 'configmap.yaml'), manifest(config(2)));
    await folders.holds(config(2));
  });

  it('carries over the last edit of a burst, without an error', async () => {
    await folders.mount(config(0));
    const sync = folders.start(BY_EVENTS);
    await folders.holds(config(0));
    for (let n = 1; n <= 100; n++) await folders.mount(config(n));
    await folders.holds(config(100));
    expect(sync.lines.filter((line) => line.includes(' error '))).toEqual([]);
  });

  it('restores a target that was deleted', async () => {
    await folders.mount(config(1));
    const sync = folders.start(BY_EVENTS);
    await folders.holds(config(1));
    rmSync(folders.target);
    await folders.holds(config(1));
    await eventually(async () => expect((await sync.status()).restored).toBe(1));
  });
});

describe('throughline sync', () => {
  it('rejects an invalid edit, keeps the last valid one, and carries over the next valid one', async () => {
    await folders.mount(config(1));
    const sync = folders.start();
    await folders.holds(config(1));
    await folders.mount('{ "gateway": { "port": "x" } }');
    await eventually(async () => expect((await sync.status()).refused).toBe(1));
    expect(folders.held()).toBe(config(1));
    expect(readFileSync(`${folders.target}.last-good`, 'utf8')).toBe(config(1));
    // The status may arrive before the log line.
    await eventually(async () =>
      expect(sync.lines.filter((line) => line.includes(' error ')).join('\n')).toMatch(
        /refused .+openclaw\.json: gateway\.port: invalid input: expected number, received string; .+ stays at the last good one/,
      ),
    );
    await folders.mount(config(2));
    await folders.holds(config(2));
    await eventually(async () => expect((await sync.status()).lastError).toBeNull());
  });

  it('restores a target after each of several changes', async () => {
    await folders.mount(config(1));
    folders.start(['--poll', '200ms']);
    await folders.holds(config(1));
    for (const damage of ['', '{', config(7)]) {
      writeFileSync(folders.target, damage);
      await folders.holds(config(1));
    }
  });

  it('keeps the target while the source folder is missing, and follows it when it returns', async () => {
    await folders.mount(config(1));
    const sync = folders.start(['--poll', '200ms']);
    await folders.holds(config(1));
    rmSync(folders.volume, { recursive: true });
    await eventually(async () => expect((await sync.status()).lastError?.message).toMatch(/does not exist/));
    rmSync(folders.target);
    await folders.holds(config(1));
    await folders.mount(config(2));
    await folders.holds(config(2));
    await eventually(async () => expect((await sync.status()).lastError).toBeNull());
    await folders.mount(config(3));
    await folders.holds(config(3));
  });

  it('waits for a source that is not mounted yet', async () => {
    folders.start(['--poll', '200ms']);
    await sleep(300);
    await folders.mount(config(1));
    await folders.holds(config(1));
  });

  it('writes only whole files when two processes share a target', async () => {
    await folders.mount(config(0));
    const both = [folders.start(), folders.start()];
    await folders.holds(config(0));
    const seen = new Set<string>();
    for (let n = 1; n <= 30; n++) {
      await folders.mount(config(n));
      for (let look = 0; look < 20; look++) {
        seen.add(folders.held());
        await sleep(5);
      }
    }
    await folders.holds(config(30));
    expect([...seen].filter((text) => !/^\{ "gateway": \{ "port": \d+ \} \} \/\/\n$/.test(text))).toEqual([]);
    expect(both.flatMap((sync) => sync.lines).filter((line) => line.includes(' error '))).toEqual([]);
  });

  it('leaves a whole target when it is killed during a write', async () => {
    const versions = [config(1, 'x'.repeat(400_000)), config(2, 'y'.repeat(400_000))] as const;
    await folders.mount(versions[0]);
    let killedWhileWriting = 0;
    for (let round = 0; round < 10; round++) {
      const sync = folders.start();
      await folders.holds(versions[round % 2] ?? '');
      // The temporary file of the folders.target or, in every other round, that of its copy.
      const writing = round % 2 === 0 ? /^\.openclaw\.json\.[0-9a-f]+\./ : /^\.openclaw\.json\.last-good\./;
      const watcher = watch(folders.state, (_event, name) => {
        if (writing.test(name ?? '') && sync.child.kill('SIGKILL')) killedWhileWriting++;
      });
      await folders.mount(versions[(round + 1) % 2] ?? '');
      await once(sync.child, 'close');
      watcher.close();
      expect(versions.includes(folders.held())).toBe(true);
    }
    expect(killedWhileWriting).toBeGreaterThan(0);
    folders.start();
    await folders.holds(versions[0]);
  });

  it('exits 0 at SIGTERM', async () => {
    await folders.mount(config(1));
    const sync = folders.start();
    await folders.holds(config(1));
    expect(await sync.end('SIGTERM')).toBe(0);
  });
});
