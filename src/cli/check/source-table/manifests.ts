import { Option } from 'commander';
import { z } from 'zod';
import type { ClusterView } from '../../../prove/index.ts';
import {
  afterSync,
  type ClusterObjects,
  inForce,
  type ManifestObject,
  readManifests,
} from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { UsageError } from '../../usage-error.ts';
import { type BeforeSync, defineSource } from './row.ts';

export const manifestFiles = defineSource({
  name: 'manifestFiles',
  flags: [
    new Option('--manifests <path...>', 'Kubernetes manifests, files or folders, for the network rules'),
  ],
  keys: { manifests: z.array(z.string()).optional() },
  hint: undefined,
  suffices: true,
  named: (flags: { readonly manifests?: readonly string[] }, settings) =>
    flags.manifests ?? settings.manifests,
  read: ({ named = [] }) => (named.length > 0 ? readNamed(() => readManifests(named)) : undefined),
});

/**
 * The objects that are in force: those of the live cluster where it can be read, else those of the files. Before a sync
 * those of the files win, because they are about to be applied.
 */
export const manifests = defineSource({
  name: 'manifests',
  flags: [],
  keys: {},
  hint: 'no manifests were given: --manifests DIR, or a live cluster by --kubeconfig FILE',
  suffices: false,
  named: () => undefined,
  read: async ({ get, beforeSync }) => {
    const files = await get('manifestFiles');
    const cluster = await get('cluster');
    if (cluster && beforeSync !== undefined)
      return afterSync(objectsOf(cluster), files, await desiredIn(cluster, beforeSync));
    return cluster?.reading.ok ? inForce(cluster.reading.value, files) : files;
  },
});

/** @throws {UsageError} where the cluster cannot be read: files alone do not say what would be in force */
function objectsOf({ name, reading }: ClusterView): ClusterObjects {
  if (!reading.ok)
    throw new UsageError(`--before-sync: the cluster ${name} cannot be read: ${reading.error}`);
  const { objects, gaps } = reading.value;
  const [gap] = gaps;
  // Nothing at all was read, and that is no matter of rights, which a check names.
  if (gap && objects.length === 0 && gaps.every(({ failed }) => failed))
    throw new UsageError(`--before-sync: the cluster ${name} cannot be read: ${gap.why}`);
  return reading.value;
}

/** @throws {UsageError} where the PodTemplate cannot be read: without it nothing that was asked for is judged */
async function desiredIn(cluster: ClusterView, beforeSync: BeforeSync): Promise<ManifestObject[]> {
  if (beforeSync === true) return [];
  const answer = await cluster.podTemplate(beforeSync);
  const reading = answer.ok ? answer.value : answer;
  if (reading.ok) return [reading.object];
  throw new UsageError(`--before-sync: ${reading.error}`);
}
