import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A git repository in a temporary folder. */
export interface GitRepository {
  readonly folder: string;
  /** Writes files by their path, and commits them. @returns the revision */
  commit(files: Readonly<Record<string, string>>, subject: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createGitRepository(): Promise<GitRepository> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-git-'));
  const identity = ['-c', 'user.name=lab', '-c', 'user.email=lab@example.com'];
  const git = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', [...identity, ...args], { cwd: folder })).stdout.trim();
  await git('init', '-q', '-b', 'main');
  return {
    folder,
    commit: async (files, subject) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      await git('add', '-A');
      await git('commit', '-q', '-m', subject);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
