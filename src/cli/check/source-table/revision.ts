import { Option } from 'commander';
import { z } from 'zod';
import { defineSource } from './row.ts';

export const revision = defineSource({
  name: 'revision',
  flags: [
    new Option('--revision <revision>', 'with --kubeconfig: the commit that Argo CD should have applied'),
  ],
  keys: { revision: z.string().optional() },
  hint: 'the commit that should be applied was not given: --revision SHA',
  optional: true,
  suffices: false,
  named: (flags: { readonly revision?: string }, settings) => flags.revision ?? settings.revision,
  read: ({ named }) => named,
});
