import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { type Found, type ProgramSpec, serverSpec } from '../../testbed/servers/index.ts';
import { inGuideShell, type Printed } from './guide-shell.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));
const run = promisify(execFile);

/** A stored object. */
export interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A real API server, `kubectl` on it, and a copy of `deploy/` in the folder in which it runs. */
export class KubectlCluster {
  readonly folder: string;
  readonly cluster: RunningCluster;
  readonly #kubectl: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, cluster: RunningCluster, kubectl: string) {
    this.folder = folder;
    this.cluster = cluster;
    this.#kubectl = kubectl;
    const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`;
    this.#env = { ...process.env, KUBECONFIG: cluster.kubeconfigFile, PATH: path };
  }

  static async start(
    programs: Readonly<Record<'etcd' | 'apiserver' | 'kubectl', Found<ProgramSpec>>>,
  ): Promise<KubectlCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-kubectl-'));
    await cp(DEPLOY, join(folder, 'deploy'), { recursive: true });
    await mkdir(join(folder, 'bin'));
    await symlink(programs.kubectl.path, join(folder, 'bin', 'kubectl'));
    const cluster = await startCluster({
      etcd: { ...programs.etcd, spec: serverSpec('etcd') },
      apiserver: { ...programs.apiserver, spec: serverSpec('kube-apiserver') },
    });
    return new KubectlCluster(folder, cluster, programs.kubectl.path);
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    await rm(this.folder, { recursive: true });
  }

  /** @throws with what it prints on stderr */
  kubectl(...args: readonly string[]): Promise<Printed> {
    return run(this.#kubectl, args, { cwd: this.folder, env: this.#env });
  }

  /** Gives an object to a command, such as `apply`. @returns what it prints */
  given(object: object, ...args: readonly string[]): string {
    return execFileSync(this.#kubectl, [...args, '-f', '-'], {
      cwd: this.folder,
      env: this.#env,
      input: JSON.stringify(object),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  }

  async live(kind: string, namespace: string, name: string): Promise<Live> {
    const { stdout } = await this.kubectl('get', kind, name, '-n', namespace, '-o', 'json');
    return JSON.parse(stdout) as Live;
  }

  /** Each object of an overlay as it is stored, with its version. */
  async versions(overlay: string): Promise<string[]> {
    const { stdout } = await this.kubectl('get', '-k', overlay, '-o', 'json');
    return (JSON.parse(stdout) as { items: Live[] }).items.map(
      ({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`,
    );
  }

  /** Runs commands as a guide writes them. */
  inShell(text: string): Promise<Printed> {
    return inGuideShell(text, { cwd: this.folder, env: this.#env });
  }

  /** Ends a namespace that is being deleted, as its controller would where nothing is left in it. */
  async finalized(name: string): Promise<void> {
    const { stdout } = await this.kubectl('get', 'namespace', name, '-o', 'json');
    const ended = { ...(JSON.parse(stdout) as object), spec: { finalizers: [] } };
    this.given(ended, 'replace', '--raw', `/api/v1/namespaces/${name}/finalize`);
  }
}
