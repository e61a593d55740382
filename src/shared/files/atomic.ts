import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../text/error-code.ts';

/** Mode of a new file, less the process's umask: the gateway may run as another user. */
const NEW_FILE_MODE = 0o644;

/** A temporary file older than this was left behind by a writer that was killed. */
const ABANDONED_AFTER_MS = 60_000;

const TEMPORARY = '.throughline-tmp';

/**
 * Replaces a file so that a reader, and a crash at any moment, sees either the old or the new content, whole: a
 * temporary file in the same folder, flushed to disk, is renamed over it. Mode and, where permitted, owner stay. A
 * symbolic link is followed, so that its target is replaced and the link stays.
 *
 * @param like file whose mode and owner are used if the file itself does not exist
 * @throws the error of the system call that failed; the target is then as it was
 */
export async function writeAtomically(path: string, content: Buffer, like: string): Promise<void> {
  const target = await behindLinks(path);
  const folder = dirname(target);
  const before = (await statIfThere(target)) ?? (await statIfThere(like));
  const temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}${TEMPORARY}`);
  const file = await open(temporary, 'wx', NEW_FILE_MODE);
  try {
    try {
      if (before) {
        await file.chmod(before.mode & 0o7777);
        await file.chown(before.uid, before.gid).catch(ignoreNotPermitted);
      }
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes temporary files that killed writers left beside a file. */
export async function removeAbandoned(path: string, now: number): Promise<void> {
  const target = await behindLinks(path);
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => []);
  const leftovers = names.filter(
    (name) => name.startsWith(`.${basename(target)}.`) && name.endsWith(TEMPORARY),
  );
  await Promise.all(
    leftovers.map(async (name) => {
      const found = await statIfThere(join(folder, name));
      // A younger one may belong to another writer that is running.
      if (found && now - found.mtimeMs > ABANDONED_AFTER_MS) await rm(join(folder, name), { force: true });
    }),
  );
}

async function behindLinks(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** A rename is on disk only when its folder is; some file systems cannot flush a folder, and say EINVAL. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (errorCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ignoreNotPermitted(error: unknown): void {
  if (errorCode(error) !== 'EPERM') throw error;
}
