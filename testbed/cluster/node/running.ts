import { execFile } from 'node:child_process';
import { ClusterError } from './error.ts';
import { nodeCgroup } from './cgroup.ts';
import type { ClusterFolder } from './folder.ts';
import { importImage, nameImage } from './images.ts';
import { entering, environment, joining, namespaceOf, type NodeProcess } from './namespace.ts';
import { startRelay } from './relay.ts';
import { settledStatusOf, STEP_TIMEOUT_MS } from './status.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node that is up. */
export interface RunningNode {
  /** Of the administrator. */
  readonly kubeconfig: string;
  /** Address of the API server on this machine. */
  readonly api: string;
  readonly folder: ClusterFolder;
  /** A process in the node's network and mounts. */
  readonly pid: number;
  /** Starts a program in the node's network and mounts, as one of its programs: it prints to a log, and ends with the node. */
  start(
    name: string,
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): NodeProcess;
  /** Runs a command of the machine in the node's network and mounts, to its end, or to that of the node. */
  run(command: readonly string[], input?: string): Promise<Ended>;
  /** Makes the image of an OCI archive known: pods name it, without a registry. */
  load(archive: string): Promise<void>;
  /** Gives an image that it knows another name, such as that of a registry with a digest. */
  name(image: string, name: string): Promise<void>;
  /** A port on 127.0.0.1 that leads to an address in the node's network, such as a pod's or a Service's. It ends with the node. */
  forward(target: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number; stop(): void }>;
}

/** @throws {ClusterError} if it is not ready */
export async function openNode(folder: ClusterFolder): Promise<RunningNode> {
  const { state, kubeconfig, api, processes } = await settledStatusOf(folder, {
    timeoutMs: STEP_TIMEOUT_MS,
  });
  const [first] = processes;
  if (state !== 'ready' || kubeconfig === null || api === null || first === undefined)
    throw new ClusterError(`The cluster in ${folder.path} is ${state}: throughline lab cluster up`);
  const { pid } = first;
  const cgroup = await nodeCgroup(folder.cgroup);
  const space = namespaceOf(pid, folder, cgroup);
  // What is not in the cgroup outlives the node.
  const enter = (command: readonly string[]): string[] => joining(cgroup, entering(pid, command));
  return {
    kubeconfig,
    api,
    folder,
    pid,
    start: (...program) => space.start(...program),
    run: (command, input) => runToEnd(enter(command), input),
    load: (archive) => importImage(enter, archive),
    name: (image, name) => nameImage(enter, image, name),
    forward: async (target) => {
      const relay = await startRelay(enter, target);
      return { host: relay.host, port: relay.port, stop: () => void process.kill(relay.pid) };
    },
  };
}

function runToEnd([program = '', ...args]: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: environment(), maxBuffer: 1 << 26 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
    // A command that ends without reading breaks the pipe; its exit code says how it ended.
    child.stdin?.on('error', () => {}).end(input);
  });
}
