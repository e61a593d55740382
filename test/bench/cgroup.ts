import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of a cgroup in bytes. */
export interface CgroupMemory {
  readonly anonymous: number;
  readonly activeFile: number;
  /** All that is charged less inactive file pages: what the kubelet calls the working set, kernel memory included. */
  readonly workingSet: number;
}

export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** Command to put before another, so that it runs in the cgroup from its first page on. */
  readonly prefix: readonly string[];
  read(): CgroupMemory;
  /** After the last process in it has ended. */
  remove(): Promise<void>;
}

/**
 * Makes a cgroup with a memory limit below the one of this process, as a container's cgroup is below its pod's. This
 * needs root, or a delegated subtree.
 *
 * @throws an error that says why none can be made here
 */
export function makeMemoryCgroup(limitBytes: number, name: string): MemoryCgroup {
  const own = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  const v1 = own.map((line) => line.split(':')).find(([, controllers]) => controllers === 'memory');
  const version = v1 ? 1 : 2;
  const parent = v1 ? join('/sys/fs/cgroup/memory', v1[2] ?? '') : join('/sys/fs/cgroup', unifiedPath(own));
  const folder = join(parent, name);
  if (version === 2) writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory');
  mkdirSync(folder);
  try {
    writeFileSync(join(folder, v1 ? 'memory.limit_in_bytes' : 'memory.max'), String(limitBytes));
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    version,
    prefix: ['sh', '-c', `echo $$ > '${join(folder, 'cgroup.procs')}' && exec "$@"`, 'sh'],
    read: () => readMemory(folder, version),
    remove: () => removeWhenEmpty(folder),
  };
}

function unifiedPath(lines: readonly string[]): string {
  const line = lines.find((candidate) => candidate.startsWith('0::'));
  if (line === undefined) throw new Error('no cgroup with a memory controller');
  return line.slice('0::'.length);
}

function readMemory(folder: string, version: 1 | 2): CgroupMemory {
  const stat = new Map(
    readFileSync(join(folder, 'memory.stat'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  const value = (key: string): number => Number(stat.get(key) ?? 0);
  const usage = Number(
    readFileSync(join(folder, version === 1 ? 'memory.usage_in_bytes' : 'memory.current'), 'utf8'),
  );
  const [anonymous, active, inactive] =
    version === 1
      ? ['total_rss', 'total_active_file', 'total_inactive_file']
      : ['anon', 'active_file', 'inactive_file'];
  return {
    anonymous: value(anonymous ?? ''),
    activeFile: value(active ?? ''),
    workingSet: usage - value(inactive ?? ''),
  };
}

/** The kernel lets a cgroup go a moment after its last process. */
async function removeWhenEmpty(folder: string): Promise<void> {
  for (let tries = 0; existsSync(folder) && tries < 50; tries++) {
    try {
      rmdirSync(folder);
    } catch {
      await sleep(100);
    }
  }
}
