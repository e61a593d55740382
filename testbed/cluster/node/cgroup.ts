import { readFile, mkdir, readdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../src/shared/text/error-code.ts';
import { ClusterError } from './error.ts';

const KILL_PATIENCE_MS = 30_000;

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
  create(): Promise<void>;
  exists(): Promise<boolean>;
  /** Ids of the processes in it and below it. */
  pids(): Promise<number[]>;
  /** Kills all of them, and removes the cgroup; nothing happens if there is none. */
  remove(): Promise<void>;
}

export async function nodeCgroup(name: string): Promise<NodeCgroup> {
  const { used, others } = hierarchiesOf(await readFile('/proc/self/mounts', 'utf8'));
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
