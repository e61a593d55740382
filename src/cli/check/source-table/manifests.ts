import { Option } from 'commander';
import { z } from 'zod';
import { inForce, readManifests } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { defineSource } from './row.ts';

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

/** The objects that are in force: those of the live cluster where it can be read, else those of the files. */
export const manifests = defineSource({
  name: 'manifests',
  flags: [],
  keys: {},
  hint: 'no manifests were given: --manifests DIR, or a live cluster by --kubeconfig FILE',
  suffices: false,
  named: () => undefined,
  read: async ({ get }) => {
    const files = await get('manifestFiles');
    const cluster = await get('cluster');
    return cluster?.reading.ok ? inForce(cluster.reading.value, files) : files;
  },
});
