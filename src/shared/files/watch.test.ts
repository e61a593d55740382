import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchPaths, type Watch } from './watch.ts';

let root: string;
let folder: string;
let file: string;
let watch: Watch | undefined;
let calls: number;

const NEVER = 3_600_000;
const begin = async (pollMs: number): Promise<void> => {
  watch = watchPaths([file], {
    pollMs,
    onChange: async () => {
      calls++;
    },
  });
  await called(1);
};
const called = (times: number) =>
  vi.waitFor(() => expect(calls).toBeGreaterThanOrEqual(times), { timeout: 5_000 });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-watch-'));
  folder = join(root, 'volume');
  file = join(folder, 'openclaw.json');
  mkdirSync(folder);
  writeFileSync(file, '1');
  calls = 0;
});

afterEach(() => watch?.close());

describe('watchPaths', () => {
  it('reports a file written in place, and one renamed over it, by events alone', async () => {
    await begin(NEVER);
    writeFileSync(file, '2');
    await called(2);
    writeFileSync(join(folder, 'new'), '3');
    renameSync(join(folder, 'new'), file);
    await called(3);
  });

  it('reports a burst of writes a few times only', async () => {
    await begin(NEVER);
    for (let n = 0; n < 50; n++) writeFileSync(file, String(n));
    await called(2);
    await sleep(200);
    expect(calls).toBeLessThanOrEqual(4);
  });

  it('reports each `..data` swap of a mounted ConfigMap by events alone', async () => {
    const swap = (content: string): void => {
      const stamped = `..${content}`;
      mkdirSync(join(folder, stamped));
      writeFileSync(join(folder, stamped, 'openclaw.json'), content);
      symlinkSync(stamped, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    rmSync(file);
    symlinkSync('..data/openclaw.json', file);
    swap('1');
    await begin(NEVER);
    for (let n = 2; n <= 6; n++) {
      const before = calls;
      swap(String(n));
      await called(before + 1);
    }
  });

  it('reports a file that appears later', async () => {
    rmSync(file);
    await begin(NEVER);
    writeFileSync(file, '1');
    await called(2);
  });

  it.each([
    ['an event', NEVER],
    ['a poll', 30],
  ])('waits for the given time without a change after %s', async (_, pollMs) => {
    watch = watchPaths([file], {
      pollMs,
      settleMs: () => 400,
      onChange: async () => {
        calls++;
      },
    });
    await called(1);
    for (let n = 0; n < 3; n++) {
      writeFileSync(file, String(n));
      await sleep(100);
      expect(calls).toBe(1);
    }
    await called(2);
  });

  it('ignores other files of the folder', async () => {
    await begin(NEVER);
    writeFileSync(join(folder, 'other'), '');
    await sleep(150);
    expect(calls).toBe(1);
  });

  it('follows a folder that is removed and created again', async () => {
    await begin(100);
    rmSync(folder, { recursive: true });
    await called(2);
    const gone = calls;
    mkdirSync(folder);
    writeFileSync(file, '2');
    await called(gone + 1);
    await sleep(250);
    const back = calls;
    writeFileSync(file, '3');
    await called(back + 1);
  });

  it('never calls twice at the same time, and misses no change during a call', async () => {
    let running = 0;
    let most = 0;
    watch = watchPaths([file], {
      pollMs: NEVER,
      onChange: async () => {
        most = Math.max(most, ++running);
        await sleep(120);
        running--;
        calls++;
      },
    });
    await sleep(20);
    writeFileSync(file, '2');
    await called(2);
    expect(most).toBe(1);
  });

  it('calls again at the next poll while `retry` says so', async () => {
    watch = watchPaths([file], {
      pollMs: 20,
      retry: () => calls < 3,
      onChange: async () => {
        calls++;
      },
    });
    await called(3);
    await sleep(100);
    expect(calls).toBe(3);
  });

  it('calls no more after it is closed', async () => {
    await begin(20);
    await watch?.close();
    writeFileSync(file, '2');
    await sleep(150);
    expect(calls).toBe(1);
  });
});
