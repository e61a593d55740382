import { Option } from 'commander';
import { createTapView } from '../../../prove/index.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

export const tap = defineSource({
  name: 'tap',
  flags: [new Option('--tap <url>', 'URL of a running tap: the pushes that were sent, and their responses')],
  keys: { tap: server.optional() },
  hint: 'no tap was given: --tap URL of a running throughline tap',
  optional: true,
  suffices: true,
  named: (flags: { readonly tap?: string }, settings) => flags.tap ?? settings.tap?.url,
  open: (url, opening) => clientOf(url, opening.settings.tap, 'THROUGHLINE_TAP', opening),
  read: async ({ client, clock, get }) => {
    const contract = await get('contract');
    return client && contract && createTapView(client, contract.flushIntervalMs, clock);
  },
});
