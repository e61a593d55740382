import { Option } from 'commander';
import { createGatewayView } from '../../../prove/index.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

export const gateway = defineSource({
  name: 'gateway',
  flags: [new Option('--gateway <url>', 'running gateway, for its status and ledger')],
  keys: { gateway: server.optional() },
  hint: 'no gateway was given: --gateway URL',
  suffices: true,
  named: (flags: { readonly gateway?: string }, settings) => flags.gateway ?? settings.gateway?.url,
  open: (url, opening) =>
    clientOf(
      url,
      opening.settings.gateway,
      'THROUGHLINE_GATEWAY',
      opening,
      opening.env['OPENCLAW_GATEWAY_TOKEN'],
    ),
  read: ({ client }) => client && createGatewayView(client),
});
