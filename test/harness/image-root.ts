import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage } from '../../testbed/cluster/images/index.ts';

type Description = Awaited<ReturnType<typeof readImage>>;

/** An image's files on disk, in which its command runs. */
export interface ImageRoot extends Description {
  readonly folder: string;
  /**
   * Runs the image's entry point with arguments as the image's user. Only `/tmp` can be written.
   * @param files a folder, whose files are in `/tmp/given`
   * @param entrypoint another one than the image's
   */
  run(
    args: readonly string[],
    files?: string,
    entrypoint?: readonly string[],
  ): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  remove(): void;
}

/** What runs as root in a separate mount namespace: `$1` is the root, `$2` a folder to copy, `$3` the user. */
const CONFINED = `
  set -e
  # PATH is that of the image, which needs no folder of the administrator's commands.
  chroot=$(PATH=$PATH:/usr/sbin:/sbin; command -v chroot)
  mount --bind "$1" "$1"
  # As in every container.
  for kernel in proc dev; do mkdir -p "$1/$kernel"; mount --rbind "/$kernel" "$1/$kernel"; done
  mount -t tmpfs tmpfs "$1/tmp"
  mkdir -p "$1/tmp/given"
  [ -z "$2" ] || cp -r "$2/." "$1/tmp/given"
  chmod 1777 "$1/tmp" "$1/tmp/given"
  mount -o remount,ro,bind "$1"
  root=$1 user=$3
  shift 3
  exec "$chroot" --userspec="$user" "$root" "$@"
`;

/** Unpacks an image. Needs root. */
export async function imageRoot(archive: string): Promise<ImageRoot> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-image-root-'));
  const image = await readImage(archive, folder);
  const { User: user, Entrypoint: entrypoint, Env: env } = image.settings;
  return {
    ...image,
    folder,
    run: (args, files = '', command = entrypoint) =>
      spawnSync(
        'unshare',
        ['--mount', '/bin/sh', '-c', CONFINED, 'confined', folder, files, user, ...command, ...args],
        {
          encoding: 'utf8',
          timeout: 100_000,
          env: { ...Object.fromEntries(env.map((line) => line.split(/=(.*)/s))), HOME: '/tmp' },
        },
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
