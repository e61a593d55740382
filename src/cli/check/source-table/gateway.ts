import { Option } from 'commander';
import { z } from 'zod';
import { createGatewayView } from '../../../prove/index.ts';
import { type HttpSource, readOpenClawHome } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { isUrl, type OpenClawFlags } from './openclaw.ts';
import { defineSource } from './row.ts';

/** A client of the gateway. `found` where no one named its address: it need not be there. */
interface GatewayClient {
  readonly http: HttpSource;
  readonly found: boolean;
  readonly requests: number;
  close(): Promise<void>;
}

export const gateway = defineSource({
  name: 'gateway',
  flags: [new Option('--gateway <url>', 'running gateway, for its status and ledger')],
  keys: { gateway: server.optional(), openclaw: z.string().optional() },
  hint: 'no gateway was given: --gateway URL',
  suffices: true,
  named: (flags: OpenClawFlags & { readonly gateway?: string }, settings) =>
    flags.gateway ?? settings.gateway?.url ?? flags.openclaw ?? settings.openclaw,
  open: (named, opening): GatewayClient | undefined => {
    const home = isUrl(named) ? undefined : readNamed(() => readOpenClawHome(named, opening.env));
    const url = home ? home.gateway?.url : named;
    const token = home?.gateway?.token ?? opening.env['OPENCLAW_GATEWAY_TOKEN'];
    const http = clientOf(url, opening.settings.gateway, 'THROUGHLINE_GATEWAY', opening, token);
    return (
      http && {
        http,
        found: home !== undefined,
        get requests() {
          return http.requests;
        },
        close: () => http.close(),
      }
    );
  },
  read: async ({ client }) => {
    if (!client) return undefined;
    const view = createGatewayView(client.http);
    if (!client.found) return view;
    // The folder may be a copy from elsewhere: its gateway is a source only where one responds.
    const kind = await view.kind();
    return kind.ok && kind.value.name === 'openclaw' ? view : undefined;
  },
});
