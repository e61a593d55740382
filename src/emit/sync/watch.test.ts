import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  it('tells of a file written in place, and of one renamed over it, by events alone', async () => {
    await begin(NEVER);
    writeFileSync(file, '2');
    await called(2);
    writeFileSync(join(folder, 'new'), '3');
    renameSync(join(folder, 'new'), file);
    await called(3);
  });

  it('tells of a burst of writes a few times only', async () => {
    await begin(NEVER);
    for (let n = 0; n < 50; n++) writeFileSync(file, String(n));
    await called(2);
    await sleep(200);
    expect(calls).toBeLessThanOrEqual(4);
  });

  it('does not call for other files of the folder', async () => {
    await begin(NEVER);
    writeFileSync(join(folder, 'other'), '');
    await sleep(150);
    expect(calls).toBe(1);
  });

  it('follows a folder that is removed and made again', async () => {
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

  it('never calls twice at the same time, and misses no change made meanwhile', async () => {
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

  it('calls again at the next poll where something is left to be tried', async () => {
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

  it('is quiet once closed', async () => {
    await begin(20);
    await watch?.close();
    writeFileSync(file, '2');
    await sleep(150);
    expect(calls).toBe(1);
  });
});
