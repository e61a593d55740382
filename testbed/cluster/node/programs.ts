import { ensureServer, programSpec, type Machine, type Progress } from '../../servers/index.ts';

/** What a node is made of, by the ids of the table of servers. */
export const NODE_PROGRAM_IDS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kube-router',
  'coredns',
] as const;

export type NodeProgramId = (typeof NODE_PROGRAM_IDS)[number];

/** Paths of the programs. */
export type NodePrograms = Readonly<Record<NodeProgramId, string>>;

/**
 * Finds the programs, and builds those that are missing, one after the other.
 *
 * @throws {ServerError}
 */
export async function findNodePrograms(machine: Machine, progress: Progress): Promise<NodePrograms> {
  const found: Partial<Record<NodeProgramId, string>> = {};
  for (const id of NODE_PROGRAM_IDS)
    found[id] = (await ensureServer(programSpec(id), machine, progress)).path;
  return found as NodePrograms;
}
