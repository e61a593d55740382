import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../../src/shared/files/atomic.ts';
import { cacheRoot, type Machine } from '../../servers/cache.ts';
import { ClusterError } from './error.ts';

/** In the namespace of the node these show other folders than on the machine. */
export const COVERED_FOLDERS = ['/run', '/var/run', '/var/lib', '/var/log'] as const;

/** The state. Only a folder that contains it is a cluster's, and may be removed: no other program has a file of this name. */
const MARKER = 'throughline-cluster.json';

const LOGS = 'log';

const stateSchema = z.object({
  /** The process that brings it up. */
  startedBy: z.number().optional(),
  /** Process ids of the node's programs, by name, in the order of their start. */
  processes: z.record(z.string(), z.number()),
  /** Address of the API server on this machine. */
  api: z.string().optional(),
  /** From the beginning to ready, in seconds. */
  readySeconds: z.number().optional(),
});

export type ClusterState = z.infer<typeof stateSchema>;

/** Where a cluster keeps its files. */
export interface ClusterFolder {
  readonly path: string;
  readonly kubeconfig: string;
  readonly lock: string;
  /** Of its cgroup: the same for the same folder, so that it is found without a state. */
  readonly cgroup: string;
  file(...names: readonly string[]): string;
  /** Folder of the logs. After a start that failed they stay until the next one or `down`. */
  readonly logs: string;
  log(name: string): string;
}

/** @param path by default `cluster` in the cache */
export function clusterFolder(path: string | undefined, machine: Machine): ClusterFolder {
  const own = path === undefined ? join(cacheRoot(machine), 'cluster') : resolve(path);
  const hash = createHash('sha256').update(own).digest('hex').slice(0, 12);
  const file = (...names: readonly string[]): string => join(own, ...names);
  return {
    path: own,
    kubeconfig: file('kubeconfig'),
    // Beside the folder, where `<folder>.lock` may be of another program.
    lock: `${own}.throughline-cluster.lock`,
    logs: file(LOGS),
    cgroup: `throughline-cluster-${hash}`,
    file,
    log: (name) => file(LOGS, `${name}.log`),
  };
}

/**
 * Creates the folder with its state.
 *
 * @throws {ClusterError} if it contains something else, or the node would not see it; the folder is then as it was
 */
export async function claimFolder(folder: ClusterFolder, state: ClusterState): Promise<void> {
  refuseCovered(
    folder.path,
    'the folder of the cluster',
    'give another one with --folder, or set THROUGHLINE_CACHE',
  );
  const names: string[] = await readdir(folder.path).catch(() => []);
  // A writer of the first state may have been killed.
  const others = names.filter((name) => !name.startsWith(`.${MARKER}.`));
  if (others.length > 0 && (await readState(folder)) === undefined)
    throw new ClusterError(`${folder.path} is not empty, and not of a cluster: give another folder.`);
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  await writeState(folder, state);
}

/** @throws {ClusterError} if the node would not see the path */
export function refuseCovered(path: string, what: string, instead: string): void {
  const cover = COVERED_FOLDERS.find((one) => path === one || path.startsWith(one + sep));
  if (cover !== undefined)
    throw new ClusterError(`${path} (${what}) is in ${cover}, which the node does not share: ${instead}.`);
}

/** Undefined if the folder has no state, or one of another program: there is no cluster. */
export async function readState(folder: ClusterFolder): Promise<ClusterState | undefined> {
  const text = await readFile(folder.file(MARKER), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    // Not written here: a state appears in one step, and is never cut off.
    return undefined;
  }
}

export async function writeState(folder: ClusterFolder, state: ClusterState): Promise<void> {
  const file = folder.file(MARKER);
  await writeAtomically(file, Buffer.from(`${JSON.stringify(state, null, 2)}\n`), file);
}

/** Removes all but the logs, if the folder is that of a cluster. It stays one, of which nothing runs. */
export async function keepLogs(folder: ClusterFolder): Promise<void> {
  if ((await readState(folder)) === undefined) return;
  await removeAllBut(folder, [MARKER, LOGS]);
  await writeState(folder, { processes: {} });
}

/** Removes the folder if it is that of a cluster. */
export async function removeFolder(folder: ClusterFolder): Promise<void> {
  if ((await readState(folder)) === undefined) return;
  // The state last: a removal that is interrupted can be repeated.
  await removeAllBut(folder, [MARKER]);
  await rm(folder.path, { recursive: true, force: true });
}

async function removeAllBut(folder: ClusterFolder, kept: readonly string[]): Promise<void> {
  for (const name of await readdir(folder.path))
    if (!kept.includes(name)) await rm(folder.file(name), { recursive: true, force: true });
}
