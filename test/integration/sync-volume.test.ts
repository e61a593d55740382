import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { config, eventually, SyncFolders } from '../harness/sync-folders.ts';
import type { SyncProcess } from '../harness/sync-process.ts';

let folders: SyncFolders;
beforeEach(() => {
  folders = new SyncFolders();
});
afterEach(() => folders.dispose());

const IN_OWN_MOUNTS = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

describe.skipIf(!canMount)(
  'throughline sync on a separate file system (needs Linux mount namespaces)',
  () => {
    const startOn = (options: string): SyncProcess =>
      folders.start(['--poll', '200ms'], {
        prefix: ['unshare', '-rm', 'sh', '-c', IN_OWN_MOUNTS, 'sh', options, folders.state],
      });

    it('keeps a whole target on a full disk, and continues when there is space', async () => {
      const old = config(1, 'x'.repeat(10_000));
      const fresh = config(2, 'x'.repeat(10_000));
      await folders.mount(old);
      const sync = startOn('size=96k');
      const inside = join(`/proc/${sync.child.pid}/root`, folders.state);
      const heldInside = () => readFileSync(join(inside, 'openclaw.json'), 'utf8');
      await eventually(() => expect(heldInside()).toBe(old));
      expect(() => writeFileSync(join(inside, 'ballast'), Buffer.alloc(200_000))).toThrow(/ENOSPC/);
      await folders.mount(fresh);
      await eventually(async () =>
        expect((await sync.status()).lastError?.message).toMatch(/the disk is full/),
      );
      expect(heldInside()).toBe(old);
      rmSync(join(inside, 'ballast'));
      await eventually(() => expect(heldInside()).toBe(fresh));
      await eventually(async () => expect((await sync.status()).lastError).toBeNull());
      expect(sync.lines.filter((line) => line.includes(' error '))).toHaveLength(1);
    });

    it('reports a target on a read-only volume, and keeps running', async () => {
      await folders.mount(config(1));
      const sync = startOn('ro');
      await eventually(async () => expect((await sync.status()).lastError?.message).toMatch(/read-only/));
    });
  },
);
