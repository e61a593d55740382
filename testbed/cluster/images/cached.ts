import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cacheRoot, thisMachine } from '../../servers/cache.ts';
import { withLock } from '../../servers/lock.ts';
import type { Progress } from '../../servers/progress.ts';

/** An image as an OCI archive, ready to be imported: `ctr -n k8s.io images import ARCHIVE`. */
export interface BuiltImage {
  /** With registry and tag, as a pod names it: `docker.io/library/throughline:0.1.0`. */
  readonly name: string;
  readonly archive: string;
  /** Size of the archive. */
  readonly bytes: number;
}

/** How many builds of one image stay in the cache: an image of the product is a file for each change of its content. */
const KEPT = 3;

/**
 * The archive of an image: out of the cache if there is one of the same `content`, else made by `build`. If several need the
 * same one at once, one builds and the others wait.
 * @param content names all that the image is made of
 * @param build writes the archive to `to`; `work` is an empty folder, which is removed afterwards
 */
export async function cachedImage(
  { name, content, progress }: { name: string; content: readonly string[]; progress: Progress },
  build: (work: string, to: string) => Promise<void>,
): Promise<BuiltImage> {
  const hash = createHash('sha256')
    .update(JSON.stringify([name, process.arch, ...content]))
    .digest('hex');
  const folder = join(cacheRoot(thisMachine()), 'images');
  const family = name.replaceAll(/[^\w.-]+/g, '_');
  const archive = join(folder, `${family}-${hash.slice(0, 16)}.tar`);
  await mkdir(folder, { recursive: true });
  const onWait = ({ pid }: { pid: number }): void =>
    progress.step(`${name}: waiting for process ${pid}, which builds it (${archive}.lock)`);
  return withLock(`${archive}.lock`, { onWait }, async () => {
    if ((await sizeOf(archive)) === undefined) {
      const work = await mkdtemp(join(tmpdir(), 'throughline-image-'));
      const draft = `${archive}.new-${process.pid}`;
      try {
        await build(work, draft);
        await rename(draft, archive);
      } finally {
        await rm(draft, { force: true });
        await rm(work, { recursive: true, force: true });
      }
    }
    // Used now: the last to be removed.
    await utimes(archive, new Date(), new Date());
    await sweep(folder, family, archive);
    return { name, archive, bytes: (await sizeOf(archive)) ?? 0 };
  });
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function sweep(folder: string, family: string, current: string): Promise<void> {
  const isOfFamily = (file: string): boolean =>
    file.startsWith(`${family}-`) && /^-[0-9a-f]{16}\.tar$/.test(file.slice(family.length));
  const names = (await readdir(folder)).filter((file) => isOfFamily(file) && file !== basename(current));
  const aged = await Promise.all(
    names.map(async (file) => ({ file, used: (await stat(join(folder, file))).mtimeMs })),
  );
  for (const { file } of aged.toSorted((a, b) => b.used - a.used).slice(KEPT - 1))
    await rm(join(folder, file), { force: true });
}
