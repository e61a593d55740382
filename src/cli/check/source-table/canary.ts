import { Option } from 'commander';
import { createCanary } from '../../../prove/index.ts';
import { defineSource } from './row.ts';

export const canary = defineSource({
  name: 'canary',
  flags: [new Option('--canary', 'write one canary to the backend and read it back')],
  keys: {},
  hint: 'not run, because it writes to the backend: --canary',
  optional: true,
  suffices: false,
  named: (flags: { readonly canary?: true }) => flags.canary,
  read: ({ named, clock }) => (named ? createCanary(clock) : undefined),
});
