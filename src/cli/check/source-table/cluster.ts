import { Option } from 'commander';
import { z } from 'zod';
import { type ClusterView, createClusterView, createPodLogs, resultOf } from '../../../prove/index.ts';
import {
  type ClusterAccess,
  inClusterAccess,
  openCluster,
  readKubeconfig,
} from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { UsageError } from '../../usage-error.ts';
import { type Client, defineSource, type Opening } from './row.ts';

const IN_CLUSTER = 'in-cluster';

export const cluster = defineSource({
  name: 'cluster',
  flags: [
    new Option(
      '--kubeconfig <file>',
      'live cluster, read by its current context; "in-cluster" for the one that this runs in',
    ),
    new Option(
      '--namespaces <name...>',
      'with --kubeconfig: read ConfigMaps in these namespaces alone, and so what may not be listed in all',
    ),
  ],
  keys: { kubeconfig: z.string().optional(), namespaces: z.array(z.string()).optional() },
  hint: 'no live cluster was given: --kubeconfig FILE',
  suffices: true,
  named: (flags: { readonly kubeconfig?: string; readonly namespaces?: readonly string[] }, settings) => {
    const kubeconfig = flags.kubeconfig ?? settings.kubeconfig;
    const namespaces = flags.namespaces ?? settings.namespaces ?? [];
    // The settings may name namespaces for the runs that have a kubeconfig; a flag is meant for this one.
    if (kubeconfig === undefined && flags.namespaces === undefined) return undefined;
    return { kubeconfig, namespaces: [...new Set(namespaces)] };
  },
  open: ({ kubeconfig, namespaces }, opening) => {
    if (kubeconfig === undefined) {
      throw new UsageError('--namespaces selects what is read of a live cluster: name it with --kubeconfig');
    }
    const isOpen = !opening.static || opening.beforeSync !== undefined;
    return isOpen ? openNamed({ kubeconfig, namespaces }, opening) : undefined;
  },
  read: ({ client }) => client?.read(),
});

/** What flags and settings name. */
export interface NamedCluster {
  readonly kubeconfig: string;
  readonly namespaces: readonly string[];
}

/** What runs before a sync is not what is about to run. */
const notBeforeSync: ClusterView['podLog'] = () =>
  Promise.resolve({ ok: false, error: 'the logs of pods are not read before a sync' });

interface ClusterClient extends Client {
  read(): Promise<ClusterView>;
}

/** @throws {UsageError} where the kubeconfig cannot be used */
async function openNamed(
  { kubeconfig, namespaces }: NamedCluster,
  { env, timeoutMs, clock, beforeSync }: Opening,
): Promise<ClusterClient> {
  const access = clusterAccess(kubeconfig, env);
  const { name } = access;
  const http = await resultOf(openCluster(access, env, timeoutMs));
  const ofPods = http.ok ? createPodLogs(http.value, clock.now) : undefined;
  const podLog = beforeSync === undefined ? ofPods : notBeforeSync;
  return {
    get requests() {
      return http.ok ? http.value.requests : 0;
    },
    read: () => createClusterView(name, http, namespaces, podLog),
    close: async () => {
      if (http.ok) await http.value.close();
    },
  };
}

/** How to reach the cluster that a flag or the settings name. @throws {UsageError} */
export function clusterAccess(kubeconfig: string, env: NodeJS.ProcessEnv): ClusterAccess {
  return readNamed(() => (kubeconfig === IN_CLUSTER ? inClusterAccess(env) : readKubeconfig(kubeconfig)));
}
