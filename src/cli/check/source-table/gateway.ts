import { Option } from 'commander';
import { z } from 'zod';
import { createGatewayView } from '../../../prove/index.ts';
import { HttpSource, readOpenClawHome } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { server } from '../../settings/server.ts';
import { UsageError } from '../../usage-error.ts';
import { clientOf } from './client.ts';
import { isUrl, type OpenClawFlags } from './openclaw.ts';
import { defineSource } from './row.ts';

/** A client of the gateway. */
interface GatewayClient {
  readonly http: HttpSource;
  /** The same without credentials, where no one named the address: another server may listen there. */
  readonly stranger: HttpSource | undefined;
  readonly requests: number;
  close(): Promise<void>;
}

export const gateway = defineSource({
  name: 'gateway',
  flags: [new Option('--gateway <url>', 'running gateway, for its status and ledger')],
  keys: { gateway: server.optional(), openclaw: z.string().optional() },
  hint: 'no gateway was given: --gateway URL',
  suffices: true,
  named: (flags: OpenClawFlags & { readonly gateway?: string }, settings) => {
    const url = flags.gateway ?? settings.gateway?.url;
    // Anything else would be taken for the folder of an OpenClaw.
    if (url !== undefined && !isUrl(url))
      throw new UsageError(`${url} is not an http or https URL; write it as http://host:port`);
    return url ?? flags.openclaw ?? settings.openclaw;
  },
  open: (named, opening): GatewayClient | undefined => {
    const home = isUrl(named) ? undefined : readNamed(() => readOpenClawHome(named, opening.env));
    const url = home ? home.gateway?.url : named;
    const token = home?.gateway?.token ?? opening.env['OPENCLAW_GATEWAY_TOKEN'];
    const http = clientOf(url, opening.settings.gateway, 'THROUGHLINE_GATEWAY', opening, token);
    if (!http) return undefined;
    const stranger = home && new HttpSource(http.url, { timeoutMs: opening.timeoutMs });
    return {
      http,
      stranger,
      get requests() {
        return http.requests + (stranger?.requests ?? 0);
      },
      close: async () => {
        await Promise.all([http.close(), stranger?.close()]);
      },
    };
  },
  read: async ({ client }) => {
    if (!client) return undefined;
    if (client.stranger) {
      // The folder may be a copy from elsewhere: only a gateway that responds there is a source, and is given the token.
      const kind = await createGatewayView(client.stranger).kind();
      if (!kind.ok || kind.value.name === 'other') return undefined;
    }
    return createGatewayView(client.http);
  },
});
