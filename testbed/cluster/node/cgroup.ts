import { readFile, mkdir, readdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../src/shared/text/error-code.ts';
import { ClusterError } from './error.ts';

const KILL_PATIENCE_MS = 30_000;

/** Without these the kubelet does not start. */
const REQUIRED_CONTROLLERS = ['cpuset', 'cpu', 'memory', 'pids'];
/** What it expects below a cgroup of version 2 if the machine has it. */
const EXPECTED_CONTROLLERS = [...REQUIRED_CONTROLLERS, 'hugetlb'];

/** Of the node's own programs; the kubelet's pods are beside it. */
const PROGRAMS = 'programs';

/**
 * The cgroup of one cluster, in every hierarchy of the machine. All that the node starts stays in it, so its processes are
 * known, and no other process is ever signalled.
 */
export interface NodeCgroup {
  /** Path within each hierarchy, as the kubelet names its root. */
  readonly path: string;
  /** Folders that a process joins to be one of the node's programs. */
  readonly joins: readonly string[];
  /** @throws {ClusterError} if a controller is missing that the kubelet needs */
  create(): Promise<void>;
  exists(): Promise<boolean>;
  /** Ids of the processes in it and below it. */
  pids(): Promise<number[]>;
  /** Kills all of them, and removes the cgroup; nothing happens if there is none. */
  remove(): Promise<void>;
}

/** @param mountsFile list of the mounts, which only Linux has: elsewhere there is no cgroup */
export async function nodeCgroup(name: string, mountsFile = '/proc/self/mounts'): Promise<NodeCgroup> {
  const { used, others } = hierarchiesOf((await contentOf(mountsFile)) ?? '');
  const roots = [...used, ...others].map((folder) => join(folder, name));
  const joins = used.map((folder) => join(folder, name, PROGRAMS));
  const pids = async (): Promise<number[]> => {
    const all = await Promise.all(roots.map((root) => pidsBelow(root)));
    return [...new Set(all.flat())];
  };
  return {
    path: `/${name}`,
    joins,
    pids,
    exists: async () => (await Promise.all(roots.map(isFolder))).includes(true),
    create: async () => {
      for (const hierarchy of used) {
        await enableControllers(hierarchy);
        await createIn(hierarchy, [name, PROGRAMS]);
      }
    },
    remove: async () => {
      const end = Date.now() + KILL_PATIENCE_MS;
      for (;;) {
        const left = await pids();
        for (const pid of left) kill(pid);
        // A process that was starting another one may have left it behind.
        if (left.length === 0) break;
        if (Date.now() > end)
          throw new ClusterError(`These processes of the cluster do not end: ${left.join(', ')}.`);
        await sleep(50);
      }
      for (const root of roots) await removeTree(root, end);
    },
  };
}

/**
 * Mount points of the hierarchies that have controllers: those of version 1, or else the only one of version 2. The kubelet puts
 * its cgroups into the others, too.
 */
export function hierarchiesOf(mounts: string): { readonly used: string[]; readonly others: string[] } {
  const rows = mounts.split('\n').map((line) => line.split(' '));
  const of = (type: string): string[] =>
    rows.filter((cells) => cells[2] === type).map((cells) => cells[1] ?? '');
  const first = [...new Set(of('cgroup'))];
  const second = [...new Set(of('cgroup2'))];
  return first.length > 0 ? { used: first, others: second } : { used: second.slice(0, 1), others: [] };
}

/**
 * Hands the controllers that the kubelet expects down to the cgroups below the root of version 2, where each level has only
 * what the one above it hands down. A root of version 1 has no list of them, and stays as it is.
 *
 * @throws {ClusterError} if one is missing, or the root does not hand it down
 */
export async function enableControllers(root: string): Promise<void> {
  const controllers = await contentOf(join(root, 'cgroup.controllers'));
  if (controllers === undefined) return;
  const present = new Set(controllers.split(' '));
  const lacking = REQUIRED_CONTROLLERS.filter((name) => !present.has(name));
  if (lacking.length > 0)
    throw new ClusterError(
      `The kubelet needs these controllers, which ${root} does not have: ${lacking.join(', ')}`,
    );
  const file = join(root, 'cgroup.subtree_control');
  const enabled = new Set((await contentOf(file))?.split(' '));
  const change = EXPECTED_CONTROLLERS.filter((name) => present.has(name) && !enabled.has(name))
    .map((name) => `+${name}`)
    .join(' ');
  if (change === '') return;
  // Never created: one that is not there is an error.
  await writeFile(file, change, { flag: 'r+' }).catch((error: unknown) => {
    throw new ClusterError(
      `${file} does not take "${change}" (${errorCode(error) ?? String(error)}). In a container, processes in the root of ` +
        'its cgroups are the reason: bring the cluster up on the machine itself',
    );
  });
}

async function createIn(hierarchy: string, names: readonly string[]): Promise<void> {
  let parent = hierarchy;
  for (const name of names) {
    const folder = join(parent, name);
    await mkdir(folder, { recursive: true });
    // A new cpuset of version 1 has no CPU, and no process can join it.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const inherited = await contentOf(join(parent, file));
      if (inherited && (await contentOf(join(folder, file))) === '')
        await writeFile(join(folder, file), inherited);
    }
    parent = folder;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function pidsBelow(folder: string): Promise<number[]> {
  const here = (await contentOf(join(folder, 'cgroup.procs'))) ?? '';
  const own = here.split('\n').filter(Boolean).map(Number);
  const below = await Promise.all((await foldersIn(folder)).map((name) => pidsBelow(join(folder, name))));
  return [...own, ...below.flat()];
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

async function removeTree(folder: string, end: number): Promise<void> {
  for (const name of await foldersIn(folder)) await removeTree(join(folder, name), end);
  for (;;) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      // A killed process is counted until it is reaped.
      if (errorCode(error) !== 'EBUSY' || Date.now() > end) throw error;
      await sleep(50);
    }
  }
}
