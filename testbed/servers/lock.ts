import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../src/prove/views/is-alive.ts';
import { errorCode } from '../../src/shared/text/error-code.ts';

/** A holder older than this counts as dead: its process id may be reused, or belong to another machine. */
const ABANDONED_AFTER_MS = 60 * 60_000;

export interface LockOptions {
  /** Called once, if a running process holds the lock. */
  readonly onWait: (holder: { pid: number }) => void;
  readonly pollMs?: number;
}

/**
 * Runs `work` while holding the lock file at `path`. Others wait. The lock of a dead process is taken over. Two processes may
 * take over at the same instant and both work, so their result must appear in one step.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const mine = `${process.pid}@${hostname()} ${randomUUID()}`;
  let said = false;
  while (!(await take(path, mine))) {
    const holder = await livingHolder(path);
    if (holder === undefined) continue;
    if (!said) options.onWait(holder);
    said = true;
    await sleep(options.pollMs ?? 500);
  }
  try {
    return await work();
  } finally {
    if ((await contentOf(path)) === mine) await rm(path, { force: true });
  }
}

/** Creates the lock together with its content, so it is never visible without; false if there is one. */
async function take(path: string, mine: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, mine);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** The holder of the lock. If it is dead, removes the lock and returns undefined. */
async function livingHolder(path: string): Promise<{ pid: number } | undefined> {
  const seen = await contentOf(path);
  if (seen === undefined) return undefined;
  const [, pid, host] = /^(\d+)@(\S+) /.exec(seen) ?? [];
  const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
  const dead = pid === undefined || (host === hostname() && !isAlive(Number(pid)));
  if (!dead && age < ABANDONED_AFTER_MS) return { pid: Number(pid) };

  const removed = `${path}.${randomUUID()}`;
  try {
    await rename(path, removed);
    // Another process was quicker, and this is already its lock: put it back.
    if ((await contentOf(removed)) !== seen) await link(removed, path);
  } catch {
    // Gone, or taken again: the next round decides.
  } finally {
    await rm(removed, { force: true });
  }
  return undefined;
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
