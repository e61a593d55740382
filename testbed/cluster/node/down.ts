import { withLock } from '../../servers/lock.ts';
import type { Progress } from '../../servers/progress.ts';
import { nodeCgroup } from './cgroup.ts';
import { type ClusterFolder, keepLogs, readState, removeFolder } from './folder.ts';

/**
 * Takes a cluster away, also one whose `up` was killed: its processes by their cgroup, with the last of them its network and
 * its mounts, and its files.
 *
 * @returns whether there was anything
 * @throws {ClusterError} if a process does not end
 */
export async function takeDown(folder: ClusterFolder, progress: Progress): Promise<boolean> {
  const onWait = ({ pid }: { pid: number }): void =>
    progress.step(`waiting for process ${pid}, which works on this cluster (${folder.lock})`);
  return withLock(folder.lock, { onWait }, () => removeCluster(folder));
}

/** The same, for a caller that holds the lock of the folder. With `logs: 'keep'` the folder stays, with its logs only. */
export async function removeCluster(
  folder: ClusterFolder,
  { logs }: { readonly logs: 'keep' | 'remove' } = { logs: 'remove' },
): Promise<boolean> {
  const cgroup = await nodeCgroup(folder.cgroup);
  const isThere = (await readState(folder)) !== undefined || (await cgroup.exists());
  await cgroup.remove();
  await (logs === 'keep' ? keepLogs : removeFolder)(folder);
  return isThere;
}
