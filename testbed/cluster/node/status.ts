import { setTimeout as sleep } from 'node:timers/promises';
import { apiOf, isTrue } from './access.ts';
import { nodeCgroup } from './cgroup.ts';
import { type ClusterFolder, readState } from './folder.ts';
import { NODE_NAME } from './network.ts';

/** Time of each step of a start, and for a node to become ready again; the slowest step takes a tenth of it on two idle cores. */
export const STEP_TIMEOUT_MS = 120_000;
const POLL_MS = 200;

export interface ProcessStatus {
  readonly name: string;
  readonly pid: number;
  readonly running: boolean;
}

export interface ClusterStatus {
  /**
   * `down`: nothing of it is there. `starting`: a process brings it up. `ready`: its node takes pods. `unready`: all its
   * programs run, but its node is not Ready, or the API server does not respond in time. `broken`: something is left of it,
   * and `down` removes that.
   */
  readonly state: 'down' | 'starting' | 'ready' | 'unready' | 'broken';
  /** Where it keeps its files. */
  readonly folder: string;
  /** Of the administrator; null if the API server does not run. */
  readonly kubeconfig: string | null;
  /** Address of the API server on this machine. */
  readonly api: string | null;
  /** From the beginning to ready, in seconds. */
  readonly readySeconds: number | null;
  /** The node's programs, in the order of their start. */
  readonly processes: readonly ProcessStatus[];
}

/** What there is of a cluster. */
export async function statusOf(folder: ClusterFolder): Promise<ClusterStatus> {
  const state = await readState(folder);
  const cgroup = await nodeCgroup(folder.cgroup);
  const living = new Set(await cgroup.pids());
  // A process id counts only within the cgroup: elsewhere it is of another program by now.
  const processes = Object.entries(state?.processes ?? {}).map(([name, pid]) => ({
    name,
    pid,
    running: living.has(pid),
  }));
  const status = {
    folder: folder.path,
    kubeconfig: state?.api === undefined ? null : folder.kubeconfig,
    api: state?.api ?? null,
    readySeconds: state?.readySeconds ?? null,
    processes,
  };
  if (state === undefined && living.size === 0 && !(await cgroup.exists()))
    return { state: 'down', ...status };
  if (state?.readySeconds === undefined)
    return { state: isRunning(state?.startedBy) ? 'starting' : 'broken', ...status };
  if (!processes.every(({ running }) => running)) return { state: 'broken', ...status };
  return { state: (await isNodeReady(folder)) ? 'ready' : 'unready', ...status };
}

/**
 * The same, but one slow answer does not count: a node whose programs run has some time to become ready again.
 *
 * @param options.onWait called once, if it is not ready
 */
export async function settledStatusOf(
  folder: ClusterFolder,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal; readonly onWait?: () => void },
): Promise<ClusterStatus> {
  const end = performance.now() + options.timeoutMs;
  let said = false;
  for (;;) {
    const status = await statusOf(folder);
    if (status.state !== 'unready' || performance.now() > end) return status;
    if (!said) options.onWait?.();
    said = true;
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
}

async function isNodeReady(folder: ClusterFolder): Promise<boolean> {
  const api = await apiOf(folder.kubeconfig).catch(() => undefined);
  if (api === undefined) return false;
  try {
    return await isTrue(api, `/api/v1/nodes/${NODE_NAME}`, 'Ready');
  } finally {
    await api.close();
  }
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
