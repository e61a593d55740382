import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { startServer, type Startable } from '../servers/start.ts';
import { applyObjects, type ApplicableObject } from './apply.ts';
import { kubeconfig } from './kubeconfig.ts';

/** A real API server with its etcd: real validation and pruning, but no pods. */
export interface RunningCluster {
  readonly address: string;
  /** Kubeconfig of its administrator. */
  readonly kubeconfigFile: string;
  /** Writes the kubeconfig of a user with no rights except by RBAC. @returns the file */
  kubeconfigOf(user: string): Promise<string>;
  /** Creates or replaces objects one after the other, with their `status`. */
  apply(objects: readonly ApplicableObject[]): Promise<void>;
  stop(): Promise<void>;
}

const ADMIN = 'admin';

/** @param users users with a token, besides the administrator */
export async function startCluster(
  servers: { readonly etcd: Startable; readonly apiserver: Startable },
  users: readonly string[] = [],
): Promise<RunningCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-cluster-'));
  const tokens = new Map([ADMIN, ...users].map((user) => [user, randomBytes(16).toString('hex')]));
  const tokenFile = join(folder, 'tokens.csv');
  const lines = [...tokens].map(([user, token]) =>
    [token, user, user, ...(user === ADMIN ? ['system:masters'] : [])].join(','),
  );
  await writeFile(tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  const etcd = await startServer(servers.etcd);
  const flags = [`--etcd-servers=${etcd.address}`, `--token-auth-file=${tokenFile}`];
  const apiserver = await startServer(servers.apiserver, { flags }).catch(async (error: unknown) => {
    await etcd.stop();
    await rm(folder, { recursive: true });
    throw error;
  });
  const { address } = apiserver;
  const http = new HttpSource(address, {
    timeoutMs: 10_000,
    // Its certificate is self-signed, and it runs on this machine.
    credentials: { bearer: tokens.get(ADMIN), tls: { rejectUnauthorized: false } },
  });
  const kubeconfigOf = async (user: string): Promise<string> => {
    const file = join(folder, `${user}.kubeconfig`);
    await writeFile(file, kubeconfig(address, user, tokens.get(user) ?? ''), { mode: 0o600 });
    return file;
  };
  return {
    address,
    kubeconfigFile: await kubeconfigOf(ADMIN),
    kubeconfigOf,
    apply: (objects) => applyObjects(http, objects),
    stop: async () => {
      await http.close();
      await apiserver.stop();
      await etcd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
