import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clusterFolder, type ClusterStatus, openNode } from '../../testbed/cluster/node/index.ts';
import { thisMachine } from '../../testbed/servers/index.ts';
import { describeWithNodePrograms } from '../harness/with-node.ts';
import { ENTRY, throughline } from '../harness/throughline.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'throughline-down-'));
  folder = join(parent, 'cluster');
});
afterEach(async () => {
  await throughline(['lab', 'cluster', 'down', '--folder', folder]);
  await rm(parent, { recursive: true, force: true });
});

/** What a cluster may not leave behind, or change: the machine's links, mounts and kernel settings, and its own remains. */
async function machine(): Promise<object> {
  const kernel = ['vm/overcommit_memory', 'kernel/panic', 'kernel/panic_on_oops', 'kernel/keys/root_maxkeys'];
  const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  return {
    links: (await readdir('/sys/class/net')).toSorted(),
    routes: await text('/proc/net/route'),
    mounts: (await text('/proc/self/mounts')).split('\n').filter((line) => line.includes(parent)),
    kernel: await Promise.all(kernel.map((name) => text(`/proc/sys/${name}`))),
    forward: await text('/proc/sys/net/ipv4/ip_forward'),
    processes: await processesOf(folder),
    cgroups: await cgroups(),
    files: await readdir(parent),
  };
}

/** Processes that name the folder in their command, or are in its cgroup. */
async function processesOf(path: string): Promise<string[]> {
  const { cgroup } = clusterFolder(path, thisMachine());
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    ids.map(async (id) => {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      const groups = await readFile(`/proc/${id}/cgroup`, 'utf8').catch(() => '');
      return command.includes(path) || groups.includes(cgroup) ? [command.replaceAll('\0', ' ')] : [];
    }),
  );
  return found.flat();
}

async function cgroups(): Promise<string[]> {
  const { cgroup } = clusterFolder(folder, thisMachine());
  const roots = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, path = '']) => path);
  const names = await Promise.all(roots.map((root) => readdir(root)));
  return names.flat().filter((name) => name === cgroup);
}

async function statusOf(): Promise<ClusterStatus> {
  const { stdout } = await throughline(['lab', 'cluster', 'status', '--folder', folder, '-o', 'json']);
  return JSON.parse(stdout) as ClusterStatus;
}

/** An `up` that is on its way. @param step what it says by then */
async function startUp(step: string) {
  const up = spawn(process.execPath, [ENTRY, 'lab', 'cluster', 'up', '--folder', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  up.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(up, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  while (!said.includes(step)) {
    if (up.exitCode !== null) throw new Error(`up ended: ${said}`);
    await sleep(50);
  }
  return { up, ended };
}

/** Whether something listens on a port of this machine. */
async function isOpen(address: { readonly host: string; readonly port: number }): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A killed process is listed until its parent, by then the first of the machine, has asked for it. */
async function expectAsBefore(before: object): Promise<void> {
  await expect.poll(machine, { timeout: 20_000 }).toEqual(before);
}

await describeWithNodePrograms([], 'the end of a cluster', () => {
  it('leaves nothing of one whose up was killed, by down', async () => {
    const before = await machine();
    const { up, ended } = await startUp('API server');
    up.kill('SIGKILL');
    await ended;
    expect((await statusOf()).state).toBe('broken');
    expect((await processesOf(folder)).length).toBeGreaterThan(2);
    const { code, stdout } = await throughline(['lab', 'cluster', 'down', '--folder', folder]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The cluster is gone.\n' });
    await expectAsBefore(before);
  });

  it('leaves nothing of one that was ready and whose programs were killed, by down', async () => {
    const before = await machine();
    const up = await throughline(['lab', 'cluster', 'up', '--folder', folder]);
    expect(up.stdout).toMatch(
      /^Ready in \d+(?:\.\d)? s\. API server: https:\/\/127\.0\.0\.1:\d+\nexport KUBECONFIG=/,
    );
    const running = await statusOf();
    expect(running.state).toBe('ready');
    // The machine's own is as before, while pods run.
    const { links, routes, mounts, kernel, forward } = (await machine()) as Record<string, unknown>;
    expect({ links, routes, mounts, kernel, forward }).toEqual(
      Object.fromEntries(
        Object.entries(before).filter(([key]) =>
          ['links', 'routes', 'mounts', 'kernel', 'forward'].includes(key),
        ),
      ),
    );
    // Of a caller that ends without stopping it, and a command that does not end.
    const node = await openNode(clusterFolder(folder, thisMachine()));
    const relay = await node.forward({ host: '127.0.0.1', port: 2379 });
    const endless = node.run(['sleep', 'infinity']);
    expect(await isOpen(relay)).toBe(true);
    const killed = ['namespaces', 'containerd', 'kubelet', 'relay'];
    for (const { name, pid } of running.processes) if (killed.includes(name)) process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await statusOf()).state).toBe('broken');
    expect((await throughline(['lab', 'cluster', 'down', '--folder', folder])).code).toBe(0);
    expect(await isOpen(relay)).toBe(false);
    await endless;
    await expectAsBefore(before);
  });

  it('does not come by an API server that is slow for a while: a second up waits for it', async () => {
    expect((await throughline(['lab', 'cluster', 'up', '--folder', folder])).code).toBe(0);
    const before = await statusOf();
    const pid = before.processes.find(({ name }) => name === 'kube-apiserver')!.pid;
    process.kill(pid, 'SIGSTOP');
    expect((await statusOf()).state).toBe('unready');
    const { ended } = await startUp('waiting until its node is ready again');
    process.kill(pid, 'SIGCONT');
    expect(await ended).toEqual([0, null]);
    expect(await statusOf()).toEqual(before);
  }, 300_000);

  it('comes with Ctrl-C during up, which leaves nothing', async () => {
    const before = await machine();
    const { up, ended } = await startUp('API server');
    up.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    await expectAsBefore(before);
    expect((await statusOf()).state).toBe('down');
  });

  it('is reported as none where there is no cluster', async () => {
    const { code, stdout } = await throughline(['lab', 'cluster', 'down', '--folder', folder]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `There is no cluster in ${folder}.\n` });
  });
});
