import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { errorCode } from '../../../shared/text/error-code.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Clock, Log } from '../context.ts';
import { StartError } from '../start-error.ts';
import { adviceFor, reasonOf } from './system-error.ts';

export type Level = ClassicLevel<string, unknown>;

/** Files of LevelDB without which its data is not whole. */
const DATA = /\.(?:ldb|log)$|^MANIFEST-|^CURRENT$/;

/** The gateway cannot use its state folder; the message says what to do. */
export class StoreError extends StartError {
  override readonly name = 'StoreError';
}

/**
 * Opens the LevelDB in a folder, which is created if it does not exist. LevelDB's lock, which the kernel releases when a
 * process is killed, excludes a second gateway. A damaged store is moved aside whole, and a new one is created. A store
 * that the system does not let it open (full disk, missing rights, read-only) is not damaged, and stays where it is.
 *
 * @throws {StoreError}
 */
export async function openLevel(folder: string, log: Log, clock: Pick<Clock, 'now'>): Promise<Level> {
  const damage = await tryOpen(folder, log);
  if (typeof damage !== 'string') return damage;
  const aside = `${folder}.damaged-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
  await orStoreError(folder, 'is damaged and cannot be renamed', rename(folder, aside));
  log.error(
    { path: folder, movedTo: aside },
    `the store ${folder} is damaged (${damage}); it is kept as ${aside} and a new, empty one is begun: restore the folder from a backup while the gateway is stopped, or delete the copy`,
  );
  const level = await tryOpen(folder, log);
  if (typeof level !== 'string') return level;
  throw new StoreError(
    `the store ${folder} cannot be created again: ${level}; name another with --state-dir`,
  );
}

/** @returns the open store, or what is damaged in it */
async function tryOpen(folder: string, log: Log): Promise<Level | string> {
  await orStoreError(folder, 'cannot be created', mkdir(folder, { recursive: true }));
  const files = await orStoreError(folder, 'cannot be read', readdir(folder));
  // LevelDB would create an empty store in such a folder, and delete the files of the old one.
  if (!files.includes('CURRENT') && files.some((name) => /\.(?:ldb|log)$|^MANIFEST-/.test(name))) {
    return 'its file CURRENT is missing';
  }
  // LevelDB passes over a log that it may not open, and deletes it, with all that is in it.
  for (const name of files.filter((file) => DATA.test(file)))
    await orStoreError(folder, 'cannot be opened', mayChange(join(folder, name)));
  const level: Level = new ClassicLevel(folder, { valueEncoding: 'json' });
  try {
    await level.open();
    // LevelDB checks a block when it reads it. Reading all finds damage now, not in the middle of a conversation.
    for await (const _ of level.keys({ fillCache: false })) continue;
  } catch (error) {
    await level.close();
    return damageOf(error, folder);
  }
  await tellOfDropped(folder, log);
  return level;
}

async function mayChange(path: string): Promise<void> {
  await (await open(path, 'r+')).close();
}

async function orStoreError<T>(folder: string, what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StoreError(`the store ${folder} ${what}: ${errorText(error)}; ${wayOut(error)}`);
  }
}

/**
 * Damage needs a proof: a checksum or a format that LevelDB finds wrong, or a file that its manifest names and that is
 * not there.
 *
 * @throws {StoreError} where the error is not damage of the store
 */
function damageOf(error: unknown, folder: string): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = errorCode(reason);
  if (code === 'LEVEL_LOCKED') {
    throw new StoreError(
      `the state folder of ${folder} is in use by another gateway; stop that one, or give this one a separate folder with --state-dir`,
    );
  }
  const isMissing =
    errorText(reason).endsWith(': No such file or directory') && existsSync(join(folder, 'CURRENT'));
  if (code === 'LEVEL_CORRUPTION' || isMissing) return errorText(reason);
  throw new StoreError(
    `the store ${folder} cannot be opened: ${reasonOf(error)}; ${wayOut(error)}. The store itself is not touched`,
  );
}

function wayOut(error: unknown): string {
  const advice = adviceFor(error);
  return `${advice === undefined ? '' : `${advice}, or `}name another with --state-dir`;
}

/** LevelDB skips damaged records of its newest log and reports them only in its file LOG. */
async function tellOfDropped(folder: string, log: Log): Promise<void> {
  const own = existsSync(join(folder, 'LOG')) ? await readFile(join(folder, 'LOG'), 'utf8') : '';
  const bytes = [...own.matchAll(/dropping (\d+) bytes/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  if (bytes === 0) return;
  log.error(
    { path: folder },
    `${bytes} bytes of the newest entries of the store ${folder} were damaged and are lost; its file LOG says more: restore the folder from a backup while the gateway is stopped, if they matter`,
  );
}
