import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../src/shared/text/error-code.ts';

/** A holder older than this is taken for dead: its process id may be another's by now, or of another machine. */
const ABANDONED_AFTER_MS = 60 * 60_000;

export interface LockOptions {
  /** Called once, if the lock is held by a process that lives. */
  readonly onWait: (holder: { pid: number }) => void;
  readonly pollMs?: number;
}

/**
 * Runs `work` while holding the lock file at `path`. Others wait; the lock of a process that died is
 * taken over. Should two ever take over at the same instant, both work, so what they make has to
 * appear in one step.
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

/** Puts the lock there together with its content, as nobody must see it without; false if there is one. */
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

/** Who holds the lock; clears it away, and answers undefined, if nobody does any more. */
async function livingHolder(path: string): Promise<{ pid: number } | undefined> {
  const seen = await contentOf(path);
  if (seen === undefined) return undefined;
  const [, pid, host] = /^(\d+)@(\S+) /.exec(seen) ?? [];
  const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
  const dead = pid === undefined || (host === hostname() && !isAlive(Number(pid)));
  if (!dead && age < ABANDONED_AFTER_MS) return { pid: Number(pid) };

  const grave = `${path}.${randomUUID()}`;
  try {
    await rename(path, grave);
    // Somebody else was quicker, and this is already the lock of a living one: put it back.
    if ((await contentOf(grave)) !== seen) await link(grave, path);
  } catch {
    // Gone, or taken again: the next round sees which.
  } finally {
    await rm(grave, { force: true });
  }
  return undefined;
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
