import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../src/shared/text/error-text.ts';
import { makeMemoryCgroup, type MemoryCgroup } from './cgroup.ts';

const LIMIT_BYTES = 64 * 1024 * 1024;

/** What stands for the config-manager's container: how to start a process in it. */
export interface Container {
  readonly prefix: readonly string[];
  readonly node: string;
  /** Undefined where none can be made here. */
  readonly cgroup: MemoryCgroup | undefined;
}

/** Makes a cgroup of 64 MiB where one can be made; a copy of node for it goes to `folder`. */
export function containerOf(folder: string, print: (line: string) => void): Container {
  try {
    const cgroup = makeMemoryCgroup(LIMIT_BYTES, `throughline-bench-${process.pid}`);
    return { cgroup, prefix: cgroup.prefix, node: ownNode(folder) };
  } catch (error) {
    print(`no cgroup can be made here (${errorText(error)})`);
    return { cgroup: undefined, prefix: [], node: process.execPath };
  }
}

/** Memory of a process, and of its container where it has one. */
export function memoryLines({ pid }: ChildProcess, { cgroup }: Container): string[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (field: string): string =>
    mib(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024);
  const lines = [`memory: RssAnon ${of('RssAnon')}, RSS ${of('VmRSS')} (highest ${of('VmHWM')})`];
  if (!cgroup) return lines;
  const { anonymous, activeFile, workingSet } = cgroup.read();
  return [
    ...lines,
    `cgroup v${cgroup.version} of ${mib(LIMIT_BYTES)}: anonymous ${mib(anonymous)} + active file pages ` +
      `${mib(activeFile)} = ${mib(anonymous + activeFile)}; ` +
      `working set as the kubelet counts it ${mib(workingSet)}`,
  ];
}

/**
 * A copy of node that is in no page cache. Pages of a file are charged to the cgroup that touches them first: those of
 * the machine's own node would be charged to somebody else, and the figure be too good.
 */
function ownNode(folder: string): string {
  const copy = join(folder, 'node');
  execFileSync('dd', [`if=${process.execPath}`, `of=${copy}`, 'bs=1M', 'conv=fsync', 'status=none']);
  execFileSync('chmod', ['755', copy]);
  execFileSync('dd', [`if=${copy}`, 'iflag=nocache', 'count=0', 'status=none']);
  return copy;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
