import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { NodeCgroup } from './cgroup.ts';
import { ClusterError } from './error.ts';
import type { ClusterFolder } from './folder.ts';
import { programFolders } from './needs.ts';
import { BRIDGE, NODE_ADDRESS } from './network.ts';

/**
 * What the kubelet sets on a machine, as files that say so already: it finds the values that it wants, and the kernel's own
 * stay as they are.
 */
const KERNEL_SETTINGS: Readonly<Record<string, string>> = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
};

/** Joins the cgroups named before `--`, and becomes the command after it. */
const JOIN = `
  while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; done
  shift
  exec "$@"
`;

/**
 * The first process of the namespaces: it sets them up, says so, and stays. Mounts are private to them, so they are gone with
 * the last process. The kernel here has no dummy link: the node's address is on a bridge, which a pair of links gives a carrier.
 */
const HOLD = `
  set -e
  folder=$1
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/containerd /run/netns /run/lock
  mount -t tmpfs -o mode=755 tmpfs /var/lib
  mount --bind "$folder/log" /var/log
  for one in $2; do mount --bind "$folder/kernel/$one" "/proc/sys/$one"; done
  ip link set lo up
  ip link add ${BRIDGE} type bridge
  ip link add ${BRIDGE}-a type veth peer name ${BRIDGE}-b
  ip link set ${BRIDGE}-b master ${BRIDGE}
  ip link set ${BRIDGE}-a up
  ip link set ${BRIDGE}-b up
  ip link set ${BRIDGE} up
  ip addr add ${NODE_ADDRESS}/24 dev ${BRIDGE}
  ip route add default dev ${BRIDGE}
  echo 1 > /proc/sys/net/ipv4/ip_forward
  echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables
  echo ready
  exec sleep infinity
`;

/** The network and mount namespaces of a node. */
export interface NodeNamespace {
  /** The process that holds them. */
  readonly pid: number;
  /** Starts a program that outlives this process; it prints to a log. */
  start(name: string, program: string, args: readonly string[], env?: Variables): NodeProcess;
}

type Variables = Readonly<Record<string, string>>;

export interface NodeProcess {
  readonly name: string;
  readonly pid: number;
  /** How it ended; undefined while it runs. */
  ended(): string | undefined;
}

/** @throws {ClusterError} if they cannot be made; what was begun is in the cgroup */
export async function createNamespace(folder: ClusterFolder, cgroup: NodeCgroup): Promise<NodeNamespace> {
  await mkdir(folder.file('log'), { recursive: true });
  for (const [name, value] of Object.entries(KERNEL_SETTINGS)) {
    await mkdir(folder.file('kernel', name, '..'), { recursive: true });
    await writeFile(folder.file('kernel', name), `${value}\n`);
  }
  const names = Object.keys(KERNEL_SETTINGS).join(' ');
  const command = ['unshare', '--net', '--mount', '--propagation', 'private'];
  const child = launch(joining(cgroup, [...command, 'sh', '-c', HOLD, 'hold', folder.path, names]), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  });
  await untilHeld(child);
  return namespaceOf(child.pid ?? 0, folder, cgroup);
}

/** The namespaces that a process is in. */
export function namespaceOf(pid: number, folder: ClusterFolder, cgroup: NodeCgroup): NodeNamespace {
  return {
    pid,
    start: (name, program, args, env = {}) => {
      const log = openSync(folder.log(name), 'a');
      const started = launch(joining(cgroup, entering(pid, [program, ...args])), {
        stdio: ['ignore', log, log],
        env: { ...environment(), ...env },
      });
      closeSync(log);
      return watched(name, started);
    },
  };
}

/** The command that runs another one in the namespaces of a process. */
export function entering(pid: number, command: readonly string[]): string[] {
  return ['nsenter', `--target=${pid}`, '--net', '--mount', '--wd=/', '--', ...command];
}

/** The command that runs another one as one of the node's programs. */
export function joining(cgroup: NodeCgroup, command: readonly string[]): string[] {
  return ['sh', '-c', JOIN, 'join', ...cgroup.joins, '--', ...command];
}

/** Nothing of this process but PATH: a setting of the user would otherwise reach the node's programs. */
export function environment(): Variables {
  return { PATH: programFolders(process.env['PATH'] ?? '').join(delimiter), HOME: '/root' };
}

function launch(
  [program = '', ...args]: readonly string[],
  options: { readonly stdio: StdioOptions; readonly env: Variables },
): ChildProcess {
  // Not in the group of this process: Ctrl-C is for this one, which ends the others.
  return spawn(program, args, { detached: true, cwd: '/', ...options });
}

async function untilHeld(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () =>
      reject(new ClusterError(`The namespaces of the node cannot be made: ${said.trim()}`)),
    );
    child.stdout?.once('data', () => resolve());
  });
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function watched(name: string, child: ChildProcess): NodeProcess {
  let ending: string | undefined;
  child.once('error', (error) => (ending = `cannot be run: ${error.message}`));
  child.once('exit', (code, signal) => (ending = `ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  return { name, pid: child.pid ?? 0, ended: () => ending };
}
