import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A program of the machine, and the Debian package that has it. */
export interface MachineProgram {
  readonly program: string;
  readonly package: string;
}

/** What the node runs besides the programs of the table of servers. */
const NODE_NEEDS: readonly MachineProgram[] = [
  { program: 'containerd', package: 'containerd' },
  { program: 'containerd-shim-runc-v2', package: 'containerd' },
  { program: 'ctr', package: 'containerd' },
  { program: 'runc', package: 'runc' },
  { program: 'iptables', package: 'iptables' },
  { program: 'nft', package: 'nftables' },
  { program: 'ipset', package: 'ipset' },
  { program: 'conntrack', package: 'conntrack' },
  { program: 'ip', package: 'iproute2' },
  { program: 'nsenter', package: 'util-linux' },
  { program: 'unshare', package: 'util-linux' },
];

/** What Argo CD on the node runs besides its own binary. */
export const ARGOCD_NEEDS: readonly MachineProgram[] = [
  { program: 'redis-server', package: 'redis-server' },
  { program: 'git', package: 'git' },
];

/** Debian's folder of CNI plugins, which are on no PATH. */
export const CNI_FOLDER = '/usr/lib/cni';
const CNI_PLUGINS = ['bridge', 'host-local', 'loopback'];
const CNI_PACKAGE = 'containernetworking-plugins';

/** There with the module br_netfilter only. Without it pods on one bridge bypass Services and policies. */
const BRIDGE_SETTINGS = '/proc/sys/net/bridge';

export interface Host {
  readonly platform: string;
  /** Undefined where the platform has no users. */
  readonly uid: number | undefined;
  /** Where programs are. */
  readonly folders: readonly string[];
  readonly cniFolder: string;
  /** The kernel's settings of bridges. */
  readonly bridgeSettings: string;
}

export function thisHost(): Host {
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    folders: programFolders(process.env['PATH'] ?? ''),
    cniFolder: CNI_FOLDER,
    bridgeSettings: BRIDGE_SETTINGS,
  };
}

/**
 * What the machine lacks for a node: one sentence with the command that installs it; undefined if it lacks nothing.
 *
 * @param also more programs that are needed
 */
export async function missingForNode(
  host: Host = thisHost(),
  also: readonly MachineProgram[] = [],
): Promise<string | undefined> {
  if (host.platform !== 'linux')
    return `A Kubernetes node needs Linux, and this is ${host.platform}: run it in a Linux machine.`;
  const lacking: string[] = [];
  const packages = new Set<string>();
  for (const need of [...NODE_NEEDS, ...also]) {
    if (await isInOne(host.folders, need.program)) continue;
    lacking.push(need.program);
    packages.add(need.package);
  }
  for (const plugin of CNI_PLUGINS) {
    if (await isInOne([host.cniFolder], plugin)) continue;
    lacking.push(join(host.cniFolder, plugin));
    packages.add(CNI_PACKAGE);
  }
  const isRoot = host.uid === 0;
  const filtersBridges = await canAccess(host.bridgeSettings, constants.F_OK);
  const install = `apt-get install --no-install-recommends ${[...packages].join(' ')}`;
  const parts = [
    ...(isRoot ? [] : ['root (run it with sudo)']),
    ...(lacking.length === 0 ? [] : [`${lacking.join(', ')} (${install})`]),
    ...(filtersBridges ? [] : ['br_netfilter in the kernel (modprobe br_netfilter)']),
  ];
  if (parts.length === 0) return undefined;
  return `A Kubernetes node needs what this machine lacks: ${parts.join('; and ')}.`;
}

/** PATH, and the folders of system programs that the PATH of a user often lacks. */
export function programFolders(path: string): string[] {
  return [...new Set([...path.split(delimiter), '/usr/sbin', '/sbin'])].filter((folder) => folder !== '');
}

async function isInOne(folders: readonly string[], program: string): Promise<boolean> {
  for (const folder of folders) if (await canAccess(join(folder, program), constants.X_OK)) return true;
  return false;
}

async function canAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
