import { chmod, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command } from './command.ts';

/** One file or folder of an image. */
export type ImageEntry =
  | { readonly path: string; readonly from: string }
  | { readonly path: string; readonly text: string; readonly mode?: number }
  /** An empty folder. */
  | { readonly path: string; readonly mode: number };

/** Archives of the same content are the same file. */
const REPRODUCIBLE = [
  '--sort=name',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--mode=a+rX',
  '--format=gnu',
];

/**
 * Writes a layer: a tar archive with the entries at their absolute paths, owned by root. Links on the machine become what they
 * lead to.
 * @param work an empty folder for what is in preparation
 */
export async function writeLayer(entries: readonly ImageEntry[], work: string, to: string): Promise<void> {
  const stage = join(work, 'stage');
  await mkdir(stage);
  for (const entry of entries) {
    const path = join(stage, entry.path);
    await mkdir(dirname(path), { recursive: true });
    if ('from' in entry) await symlink(await realpath(entry.from), path);
    else if ('text' in entry) {
      await writeFile(path, entry.text);
      await chmod(path, entry.mode ?? 0o644);
    } else {
      await mkdir(path, { recursive: true });
      await chmod(path, entry.mode);
    }
  }
  const flags = ['--dereference', '--hard-dereference', ...REPRODUCIBLE];
  await command('tar', ['-cf', to, ...flags, '-C', stage, '.'], { cwd: work });
}

/** Puts what a folder holds into a tar archive. @param work where the command runs */
export async function archiveFolder(folder: string, work: string, to: string): Promise<void> {
  const names = (await readdir(folder)).toSorted();
  await command('tar', ['-cf', to, ...REPRODUCIBLE, '-C', folder, ...names], { cwd: work });
}
