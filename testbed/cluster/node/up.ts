import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpSource } from '../../../src/prove/sources/index.ts';
import { type Machine, type Progress, programSpec } from '../../servers/index.ts';
import { withLock } from '../../servers/lock.ts';
import { applyObjects } from '../apply.ts';
import { type BuiltImage, buildServerImage } from '../images/index.ts';
import { kubeconfig } from '../kubeconfig.ts';
import { apiOf, isTrue } from './access.ts';
import { nodeCgroup, type NodeCgroup } from './cgroup.ts';
import { dnsObjects } from './dns.ts';
import { removeCluster } from './down.ts';
import { ClusterError } from './error.ts';
import { claimFolder, type ClusterFolder, type ClusterState, refuseCovered, writeState } from './folder.ts';
import { buildPauseImage, importImage } from './images.ts';
import { createNamespace, entering, joining, type NodeProcess } from './namespace.ts';
import { missingForNode } from './needs.ts';
import { API_PORT, NODE_ADDRESS, NODE_NAME } from './network.ts';
import { findNodePrograms, type NodePrograms } from './programs.ts';
import { startRelay } from './relay.ts';
import { ADMIN, controlPlaneFlags, nodeFlags, writeSettings } from './settings.ts';
import { type ClusterStatus, settledStatusOf, STEP_TIMEOUT_MS, statusOf } from './status.ts';

const POLL_MS = 200;
const LAST_LINES = 12;

export interface UpOptions {
  /** How often the kubelet looks at the ConfigMaps and Secrets of its pods: `5s`. */
  readonly syncFrequency: string;
  readonly machine: Machine;
  readonly progress: Progress;
  /** Ends the work, and takes away what was started. */
  readonly signal: AbortSignal;
}

/**
 * Brings a cluster of one node up, or finds it ready. Builds what is missing. Nothing of it is in the machine's own network,
 * mounts or cgroups, but one cgroup of its name.
 *
 * @returns its status, and whether it was up already
 * @throws {ClusterError} if the machine lacks something, or it does not get ready; then nothing of it is left but its logs
 * @throws {ServerError} if a program can be neither found nor built
 */
export async function bringUp(
  folder: ClusterFolder,
  options: UpOptions,
): Promise<{ readonly status: ClusterStatus; readonly wasUp: boolean }> {
  const { machine, progress, signal } = options;
  const lacking = await missingForNode();
  if (lacking !== undefined) throw new ClusterError(lacking);
  const programs = await findNodePrograms(machine, progress);
  for (const path of Object.values(programs))
    refuseCovered(path, 'a program of the node', 'set THROUGHLINE_CACHE to another folder');
  const pause = await buildPauseImage(progress);
  const dns = await buildServerImage({
    name: `docker.io/library/coredns:${programSpec('coredns').version}`,
    binary: programs.coredns,
    progress,
  });
  const onWait = ({ pid }: { pid: number }): void =>
    progress.step(`waiting for process ${pid}, which works on this cluster (${folder.lock})`);
  return withLock(folder.lock, { onWait }, async () => {
    signal.throwIfAborted();
    const before = await settledStatusOf(folder, {
      timeoutMs: STEP_TIMEOUT_MS,
      signal,
      onWait: () => progress.step('its programs run: waiting until its node is ready again'),
    });
    if (before.state === 'ready') return { status: before, wasUp: true };
    if (before.state !== 'down') {
      progress.step('removing what is left of a cluster that is not whole');
      await removeCluster(folder);
    }
    // A folder that contains something else is left as it is.
    await claimFolder(folder, { startedBy: process.pid, processes: {} });
    try {
      await new Start(folder, await nodeCgroup(folder.cgroup), programs, options).run(pause, dns);
    } catch (error) {
      progress.step('taking away what was started');
      if (!(error instanceof ClusterError)) {
        await removeCluster(folder);
        throw error;
      }
      await removeCluster(folder, { logs: 'keep' });
      throw new ClusterError(`${error.message}. The logs of its programs are in ${folder.logs}`);
    }
    return { status: await statusOf(folder), wasUp: false };
  });
}

/** One start of a cluster. */
class Start {
  readonly #folder: ClusterFolder;
  readonly #cgroup: NodeCgroup;
  readonly #programs: NodePrograms;
  readonly #options: UpOptions;
  readonly #processes: NodeProcess[] = [];
  readonly #state: ClusterState = { startedBy: process.pid, processes: {} };

  constructor(folder: ClusterFolder, cgroup: NodeCgroup, programs: NodePrograms, options: UpOptions) {
    this.#folder = folder;
    this.#cgroup = cgroup;
    this.#programs = programs;
    this.#options = options;
  }

  async run(pause: BuiltImage, dns: BuiltImage): Promise<void> {
    const begun = performance.now();
    const { progress, syncFrequency, signal } = this.#options;
    const folder = this.#folder;
    progress.step('namespaces, etcd, container runtime');
    await this.#cgroup.create();
    const token = await writeSettings(folder, {
      syncFrequency,
      pauseImage: pause.name,
      cgroupPath: this.#cgroup.path,
    });
    const space = await createNamespace(folder, this.#cgroup);
    this.#state.processes['namespaces'] = space.pid;
    const start = (name: string, program: string, args: readonly string[]): void => {
      signal.throwIfAborted();
      const started = space.start(name, program, args);
      this.#processes.push(started);
      this.#state.processes[name] = started.pid;
    };
    const enter = (command: readonly string[]): string[] =>
      joining(this.#cgroup, entering(space.pid, command));
    start('containerd', 'containerd', [`--config=${folder.file('containerd.toml')}`]);
    const controlPlane = controlPlaneFlags(folder);
    const startAll = (flags: Readonly<Record<string, readonly string[]>>, names: readonly string[]): void => {
      for (const name of names) start(name, this.#programs[name as keyof NodePrograms], flags[name] ?? []);
    };
    startAll(controlPlane, ['etcd', 'kube-apiserver']);
    const relay = await startRelay(enter, { host: NODE_ADDRESS, port: API_PORT });
    this.#state.processes['relay'] = relay.pid;
    this.#state.api = `https://${relay.host}:${relay.port}`;
    await writeFile(folder.kubeconfig, kubeconfig(this.#state.api, ADMIN, token), { mode: 0o600 });
    await writeState(folder, this.#state);

    progress.step('API server');
    const api = await apiOf(folder.kubeconfig);
    try {
      await this.#until('The API server', async () => (await status(api, '/readyz')) === 200);
      startAll(controlPlane, ['kube-controller-manager', 'kube-scheduler']);
      startAll(nodeFlags(folder), ['kube-proxy']);
      progress.step('images');
      await this.#until('The container runtime', () =>
        importImage(enter, pause.archive).then(
          () => true,
          () => false,
        ),
      );
      startAll(nodeFlags(folder), ['kubelet']);
      await importImage(enter, dns.archive);
      await applyObjects(api, dnsObjects(dns.name));
      await writeState(folder, this.#state);
      progress.step('node');
      await this.#until('The node', () => isTrue(api, `/api/v1/nodes/${NODE_NAME}`, 'Ready'));
      // It ends where it finds no node with its part of the pods' network.
      startAll(nodeFlags(folder), ['kube-router']);
      progress.step('DNS');
      const deployment = '/apis/apps/v1/namespaces/kube-system/deployments/coredns';
      await this.#until('CoreDNS', () => isTrue(api, deployment, 'Available'));
      this.#state.readySeconds = Math.round((performance.now() - begun) / 100) / 10;
      await writeState(folder, this.#state);
    } finally {
      await api.close();
    }
  }

  /** @throws {ClusterError} if a program ends, or the time is over */
  async #until(what: string, isReady: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + STEP_TIMEOUT_MS;
    for (;;) {
      this.#options.signal.throwIfAborted();
      for (const one of this.#processes) {
        const how = one.ended();
        if (how !== undefined)
          throw new ClusterError(`${one.name} ${how}:\n${await this.#endOfLog(one.name)}`);
      }
      if (await isReady()) return;
      if (performance.now() > end)
        throw new ClusterError(`${what} is not ready after ${STEP_TIMEOUT_MS / 1000} s`);
      await sleep(POLL_MS);
    }
  }

  async #endOfLog(name: string): Promise<string> {
    const text = await readFile(this.#folder.log(name), 'utf8').catch(() => '');
    const lines = text.trimEnd().split('\n').slice(-LAST_LINES);
    return lines.map((line) => `  ${line.slice(0, 400)}`).join('\n');
  }
}

async function status(api: HttpSource, path: string): Promise<number | undefined> {
  return api.get(path).then(
    (answer) => answer.status,
    () => undefined,
  );
}
