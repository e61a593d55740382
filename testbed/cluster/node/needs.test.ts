import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARGOCD_NEEDS, missingForNode, programFolders } from './needs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-needs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A machine whose only programs are these. */
async function machineWith(programs: readonly string[], plugins: readonly string[]) {
  for (const [kind, names] of Object.entries({ bin: programs, cni: plugins })) {
    await mkdir(join(folder, kind));
    for (const name of names) {
      await writeFile(join(folder, kind, name), '');
      await chmod(join(folder, kind, name), 0o755);
    }
  }
  const bridgeSettings = join(folder, 'bridge');
  await mkdir(bridgeSettings);
  return {
    platform: 'linux',
    uid: 0,
    folders: [join(folder, 'bin')],
    cniFolder: join(folder, 'cni'),
    bridgeSettings,
  };
}

const PROGRAMS = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'iptables',
  'nft',
  'ipset',
  'conntrack',
  'ip',
  'nsenter',
  'unshare',
];
const PLUGINS = ['bridge', 'host-local', 'loopback'];

describe('missingForNode', () => {
  it('is undefined on a machine that lacks nothing', async () => {
    expect(await missingForNode(await machineWith(PROGRAMS, PLUGINS))).toBeUndefined();
  });

  it('names each missing program, and the command that installs their packages once', async () => {
    const machine = await machineWith(
      PROGRAMS.filter((name) => !['ctr', 'containerd', 'ipset'].includes(name)),
      ['host-local'],
    );
    const { cniFolder } = machine;
    expect(await missingForNode(machine)).toBe(
      `A Kubernetes node needs what this machine lacks: containerd, ctr, ipset, ${cniFolder}/bridge, ` +
        `${cniFolder}/loopback (apt-get install --no-install-recommends containerd ipset containernetworking-plugins).`,
    );
  });

  it('names the module of the kernel that filters on a bridge, where it is not loaded', async () => {
    const machine = await machineWith(PROGRAMS, PLUGINS);
    await rm(machine.bridgeSettings, { recursive: true });
    expect(await missingForNode(machine)).toBe(
      'A Kubernetes node needs what this machine lacks: br_netfilter in the kernel (modprobe br_netfilter).',
    );
  });

  it('names what Argo CD needs besides, for a test of it', async () => {
    const machine = await machineWith([...PROGRAMS, 'git'], PLUGINS);
    expect(await missingForNode(machine)).toBeUndefined();
    expect(await missingForNode(machine, ARGOCD_NEEDS)).toBe(
      'A Kubernetes node needs what this machine lacks: redis-server ' +
        '(apt-get install --no-install-recommends redis-server).',
    );
  });

  it('asks for root alone where only that is missing', async () => {
    const machine = { ...(await machineWith(PROGRAMS, PLUGINS)), uid: 1000 };
    expect(await missingForNode(machine)).toBe(
      'A Kubernetes node needs what this machine lacks: root (run it with sudo).',
    );
  });

  it('says of another platform that it needs Linux, and nothing else', async () => {
    const machine = { ...(await machineWith([], [])), platform: 'darwin', uid: undefined };
    expect(await missingForNode(machine)).toBe(
      'A Kubernetes node needs Linux, and this is darwin: run it in a Linux machine.',
    );
  });
});

describe('programFolders', () => {
  it('adds the folders of system programs to PATH, and repeats none', () => {
    expect(programFolders(['/usr/bin', '/usr/sbin', ''].join(delimiter))).toEqual([
      '/usr/bin',
      '/usr/sbin',
      '/sbin',
    ]);
  });
});
