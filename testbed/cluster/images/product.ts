import { existsSync } from 'node:fs';
import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProgress, type Progress } from '../../servers/progress.ts';
import { type BuiltImage, cachedImage } from './cached.ts';
import { command } from './command.ts';
import { ImageError } from './error.ts';
import { buildEmptyBase, buildNodeImage } from './machine.ts';
import { ociArchitecture, sha256 } from './oci.ts';

interface ProductImage {
  /** The folder with the Dockerfile. */
  readonly checkout: string;
  /** With registry and tag; `docker.io/library/throughline:VERSION` by default, which a pod names `throughline:VERSION`. */
  readonly name?: string;
  /** Another one than this machine's, such as `arm64`: then the base image has no Node, and the image cannot be run. */
  readonly architecture?: string;
  readonly progress?: Progress;
}

/** Why an image cannot be built from a Dockerfile here, with the command that changes it; undefined if it can. */
export function whyNoImageBuild(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':');
  if (!folders.some((folder) => existsSync(join(folder, 'buildah'))))
    return 'buildah is not on this machine; to get it on Debian: apt-get install --no-install-recommends buildah';
  if (process.getuid?.() !== 0) return 'building an image by buildah needs root';
  return undefined;
}

/**
 * Builds the Dockerfile of a checkout by buildah, with this machine's own Node in the place of the public base image.
 * @throws ImageError if it cannot be built here, or building fails
 */
export async function buildProductImage(image: ProductImage): Promise<BuiltImage> {
  const { checkout, architecture, progress = createProgress({ write: () => {} }) } = image;
  const why = whyNoImageBuild();
  if (why !== undefined) throw new ImageError(why);
  const { version } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as {
    version: string;
  };
  const tag = architecture === undefined ? version : `${version}-${architecture}`;
  const name = image.name ?? `docker.io/library/throughline:${tag}`;
  const files = await contextFiles(checkout);
  const hashes = await Promise.all(
    files.map(async (file) => `${file} ${await sha256(join(checkout, file))}`),
  );
  const content = [process.version, ...hashes];
  return cachedImage({ name, content, progress }, async (work, to) => {
    const base = await (architecture === undefined
      ? buildNodeImage('base', progress)
      : buildEmptyBase(architecture, progress));
    const buildBase = await buildNodeImage('build', progress);
    const npmrc = await writeNpmrc(work);
    const storage = ['--root', join(work, 'root'), '--runroot', join(work, 'run')];
    const env = { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' };
    const buildah = async (subcommand: string, ...args: string[]): Promise<string> =>
      command('buildah', [...storage, subcommand, ...args], { cwd: work, env, onLine: progress.detail });
    progress.step(`${name}: building the Dockerfile`);
    await buildah('pull', '--quiet', `oci-archive:${base.archive}`);
    await buildah('pull', '--quiet', `oci-archive:${buildBase.archive}`);
    const own = `linux/${ociArchitecture(process.arch)}`;
    const values = {
      // buildah 1.28 sets it to the platform of the image.
      BUILDPLATFORM: own,
      BASE: base.name,
      BUILD_BASE: buildBase.name,
      VERSION: version,
      REVISION: await lastChange(checkout, files, work),
    };
    const flags = ['--format', 'oci', '--layers=false', '--pull-never', '--timestamp', '0', '--tag', name];
    const given = Object.entries(values).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
    const platform = architecture === undefined ? own : `linux/${architecture}`;
    await buildah(
      'bud',
      ...flags,
      '--platform',
      platform,
      ...given,
      '--secret',
      `id=npmrc,src=${npmrc}`,
      checkout,
    );
    progress.step(`${name}: writing its archive`);
    await buildah('push', '--quiet', name, `oci-archive:${to}:${name}`);
  });
}

/**
 * The files that a build reads: the Dockerfile, and what .dockerignore lets through, which lists in lines with `!` what is
 * taken, and in one line what of it is not.
 */
async function contextFiles(checkout: string): Promise<string[]> {
  const ignore = await readFile(join(checkout, '.dockerignore'), 'utf8');
  const taken = ignore.split('\n').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const files = await Promise.all(
    taken.map(async (path) => {
      if (!(await stat(join(checkout, path))).isDirectory()) return [path];
      const below = await readdir(join(checkout, path), { recursive: true, withFileTypes: true });
      return below
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
        .map((entry) => join(entry.parentPath, entry.name).slice(checkout.length).replace(/^\//, ''));
    }),
  );
  return ['.dockerignore', 'Dockerfile', ...files.flat()].toSorted();
}

/** The last commit that changed what is in the image; empty without git. */
async function lastChange(checkout: string, files: readonly string[], work: string): Promise<string> {
  const tops = [...new Set(files.map((file) => file.split('/')[0] ?? file))];
  const args = ['-C', checkout, 'log', '-1', '--format=%H', '--', ...tops];
  const found = await command('git', args, { cwd: work }).catch(() => '');
  return found.trim();
}

/** This user's .npmrc, with the registry that npm would use here. */
async function writeNpmrc(work: string): Promise<string> {
  const file = join(work, 'npmrc');
  const settings = await command('npm', ['config', 'get', 'userconfig'], { cwd: work });
  const own = await readFile(settings.trim(), 'utf8').catch(() => '');
  const registry = await command('npm', ['config', 'get', 'registry'], { cwd: work });
  await writeFile(file, `${own}\nregistry=${registry.trim()}\n`);
  await chmod(file, 0o600);
  return file;
}
