import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Progress } from '../../servers/progress.ts';
import { type BuiltImage, cachedImage } from './cached.ts';
import { ImageError } from './error.ts';
import { type ImageEntry, writeLayer } from './layer.ts';
import { librariesOf } from './libraries.ts';
import { writeOciArchive } from './oci.ts';

/** The user that a Node image has as well. */
export const NODE_USER = 1000;

/** What names users, and says that hosts are resolved by files and DNS. */
export const ACCOUNTS: readonly ImageEntry[] = [
  {
    path: '/etc/passwd',
    text: [
      'root:x:0:0:root:/root:/bin/sh',
      `node:x:${NODE_USER}:${NODE_USER}::/home/node:/bin/sh`,
      'nobody:x:65534:65534:nobody:/:/bin/false',
      '',
    ].join('\n'),
  },
  {
    path: '/etc/group',
    text: ['root:x:0:', `node:x:${NODE_USER}:`, 'nogroup:x:65534:', ''].join('\n'),
  },
  { path: '/etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files dns\n' },
  { path: '/tmp', mode: 0o1777 },
];

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** The certificate authorities that this machine trusts. */
export const CERTIFICATES: readonly ImageEntry[] = existsSync(BUNDLE) ? [{ path: BUNDLE, from: BUNDLE }] : [];

/** What the commands of the Dockerfile's first stage call. */
const BUILD_COMMANDS = ['cp', 'find', 'gzip', 'ln', 'mkdir', 'mv', 'rm', 'tar'];

/** Node, with a shell for scripts that run in the image, and `env` for the first line of its command. */
const RUN_COMMANDS = ['env', 'sh'];

const PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * An image of this machine's own Node, in the place of a public one: as the base of an image, or with npm as the one in which
 * an image is built.
 * @throws ImageError if a command that it needs is not on the machine
 */
export async function buildNodeImage(purpose: 'base' | 'build', progress: Progress): Promise<BuiltImage> {
  const names = purpose === 'base' ? RUN_COMMANDS : [...RUN_COMMANDS, ...BUILD_COMMANDS];
  const commands = names.map((name) => ({ path: `/bin/${name}`, from: onPath(name) }));
  const libraries = await librariesOf([process.execPath, ...commands.map(({ from }) => from)]);
  const entries: readonly ImageEntry[] = [
    { path: '/usr/local/bin/node', from: process.execPath },
    ...commands,
    { path: '/usr/bin/env', from: onPath('env') },
    ...libraries.map((library) => ({ path: library, from: library })),
    ...ACCOUNTS,
    ...CERTIFICATES,
    ...(purpose === 'build' ? npmEntries() : []),
  ];
  const name = `localhost/throughline-node-${purpose}:${process.version.slice(1)}`;
  const content = entries.map((entry) => {
    if (!('from' in entry)) return JSON.stringify(entry);
    const { size, mtimeMs } = statSync(entry.from);
    return `${entry.path} ${size} ${mtimeMs}`;
  });
  return cachedImage({ name, content, progress }, async (work, to) => {
    progress.step(`${name}: an image of ${process.execPath}`);
    const layer = join(work, 'layer.tar');
    await writeLayer(entries, work, layer);
    const trusted: Record<string, string> = CERTIFICATES.length > 0 ? { NODE_EXTRA_CA_CERTS: BUNDLE } : {};
    const env = { PATH, ...(purpose === 'build' ? trusted : {}) };
    await writeOciArchive(
      { name, layer, settings: { entrypoint: [], user: '', env, workingDir: '/' } },
      work,
      to,
    );
  });
}

/**
 * A base image for another architecture, in the place of a public one: users and certificates, without Node, as no binary for
 * that architecture is on this machine. An image on it can be built and read, and not run.
 */
export async function buildEmptyBase(architecture: string, progress: Progress): Promise<BuiltImage> {
  const name = `localhost/throughline-base-without-node:${architecture}`;
  const entries = [...ACCOUNTS, ...CERTIFICATES];
  return cachedImage({ name, content: [JSON.stringify(entries)], progress }, async (work, to) => {
    const layer = join(work, 'layer.tar');
    await writeLayer(entries, work, layer);
    const settings = { entrypoint: [], user: '', env: { PATH }, workingDir: '/' };
    await writeOciArchive({ name, layer, settings, architecture }, work, to);
  });
}

/** npm as a folder with its own dependencies. */
function npmEntries(): ImageEntry[] {
  const command = realpathSync(onPath('npm'));
  const folder = dirname(dirname(command));
  const place = '/usr/local/lib/node_modules/npm';
  return [
    { path: place, from: folder },
    {
      path: '/usr/local/bin/npm',
      text: `#!/bin/sh\nexec node ${place}/bin/npm-cli.js "$@"\n`,
      mode: 0o755,
    },
  ];
}

function onPath(name: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found === undefined) throw new ImageError(`there is no ${name} on PATH`);
  return found;
}
