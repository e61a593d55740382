import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from './lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-lock-'));
  path = join(folder, 'nested', 'server.lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('withLock', () => {
  it('lets one process work at a time, and shows the other once which one it waits for', async () => {
    const events: string[] = [];
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = withLock(path, { onWait: () => events.push('never') }, async () => {
      events.push('first begins');
      await held;
      events.push('first ends');
    });
    await vi.waitFor(() => expect(events).toEqual(['first begins']));
    const onWait = ({ pid }: { pid: number }): void => void events.push(`waiting for ${pid}`);
    const second = withLock(path, { onWait, pollMs: 1 }, async () => void events.push('second'));
    await vi.waitFor(() => expect(events).toContain(`waiting for ${process.pid}`));
    release();
    await Promise.all([first, second]);
    expect(events).toEqual(['first begins', `waiting for ${process.pid}`, 'first ends', 'second']);
  });

  it('takes over the lock of a dead process', async () => {
    const onWait = vi.fn();
    await withLock(path, { onWait }, async () => {});
    await writeFile(path, `${deadPid()}@${hostname()} x`);
    expect(await withLock(path, { onWait }, async () => 'worked')).toBe('worked');
    expect(onWait).not.toHaveBeenCalled();
  });

  it('admits one after the other if many find the lock of a dead process at once', async () => {
    await withLock(path, { onWait: () => {} }, async () => {});
    await writeFile(path, `${deadPid()}@${hostname()} x`);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, { onWait: () => {}, pollMs: 1 }, work)));
    expect(most).toBe(1);
  });

  it('leaves nothing behind, even if the work fails', async () => {
    const failing = withLock(path, { onWait: () => {} }, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(join(folder, 'nested'))).toEqual([]);
  });
});
