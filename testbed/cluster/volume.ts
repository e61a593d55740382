import { mkdir, mkdtemp } from 'node:fs/promises';
import type { ApplicableObject } from './apply.ts';
import type { ClusterFolder } from './node/folder.ts';
import { NODE_NAME } from './node/network.ts';

/** A claim of a volume, in its namespace. */
interface Claim {
  readonly namespace: string;
  readonly name: string;
}

/** The name of the volume for a claim. */
export const volumeName = ({ namespace, name }: Claim): string => `${namespace}-${name}`;

/**
 * A volume for a claim: a new folder of the node, which has no provisioner. The folder goes with the node.
 * @param capacity as in a claim, `1Gi`
 */
export async function localVolume(
  node: { readonly folder: ClusterFolder },
  claim: Claim,
  capacity = '1Gi',
): Promise<ApplicableObject> {
  const parent = node.folder.file('volumes');
  await mkdir(parent, { recursive: true });
  const name = volumeName(claim);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: capacity },
      claimRef: claim,
      local: { path: await mkdtemp(`${parent}/${name}-`) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [NODE_NAME] }] },
          ],
        },
      },
    },
  } as ApplicableObject;
}
