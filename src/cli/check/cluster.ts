import {
  type ClusterAccess,
  inClusterAccess,
  openCluster,
  readCluster,
  readKubeconfig,
  SourceFileError,
  UnreachableError,
} from '../../prove/sources/index.ts';
import type { ClusterView } from '../../prove/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Target } from './target.ts';

const IN_CLUSTER = 'in-cluster';

/** A live cluster, kept open over the rounds of `--wait`. */
export interface OpenedCluster {
  /** Requests made so far. */
  readonly requests: number;
  read(): Promise<ClusterView>;
  close(): Promise<void>;
}

/**
 * The cluster that `--kubeconfig` names.
 *
 * @throws {UsageError} where the kubeconfig cannot be used
 */
export async function openNamedCluster(
  { kubeconfig, timeoutMs }: Pick<Target, 'kubeconfig' | 'timeoutMs'>,
  env: NodeJS.ProcessEnv,
): Promise<OpenedCluster | undefined> {
  if (kubeconfig === undefined) return undefined;
  const access = accessOf(kubeconfig, env);
  const { name } = access;
  const http = await asked(() => openCluster(access, env, timeoutMs));
  return {
    get requests() {
      return http.ok ? http.value.requests : 0;
    },
    read: async () => {
      if (!http.ok) return { name, reading: http };
      return { name, reading: await asked(() => readCluster(http.value, name)) };
    },
    close: async () => {
      if (http.ok) await http.value.close();
    },
  };
}

function accessOf(kubeconfig: string, env: NodeJS.ProcessEnv): ClusterAccess {
  try {
    return kubeconfig === IN_CLUSTER ? inClusterAccess(env) : readKubeconfig(kubeconfig);
  } catch (error) {
    if (error instanceof SourceFileError) throw new UsageError(error.message);
    throw error;
  }
}

async function asked<T>(
  question: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: string }> {
  try {
    return { ok: true, value: await question() };
  } catch (error) {
    if (error instanceof UnreachableError) return { ok: false, error: error.message };
    throw error;
  }
}
