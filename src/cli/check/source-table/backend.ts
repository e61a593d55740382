import { Option } from 'commander';
import { z } from 'zod';
import { createBackendView } from '../../../prove/index.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

const PREFIX = 'THROUGHLINE_BACKEND';

export const backend = defineSource({
  name: 'backend',
  flags: [
    new Option(
      '--backend <url>',
      'Prometheus, VictoriaMetrics or Mimir to read the data back from; again for each replica',
    ).argParser((url: string, before: readonly string[] | undefined) => [...(before ?? []), url]),
  ],
  keys: { backend: server.optional() },
  hint: 'no backend was given: --backend URL',
  suffices: true,
  named: (flags: { readonly backend?: readonly string[] }, settings) =>
    flags.backend?.[0] ?? settings.backend?.url,
  open: (url, opening) => clientOf(url, opening.settings.backend, PREFIX, opening),
  read: ({ client }) => client && createBackendView(client),
});

/** Further ones that should hold the same: the second `--backend` and those after it. */
export const replicas = defineSource({
  name: 'replicas',
  flags: [],
  keys: {
    replicas: z.array(server).optional().describe('further backends that should hold the same'),
    backend: server.optional(),
  },
  hint: 'only one backend was given: --backend URL for each replica',
  suffices: false,
  named: (flags: { readonly backend?: readonly string[] }, settings) => {
    const urls = flags.backend?.slice(1) ?? settings.replicas?.map(({ url }) => url) ?? [];
    return urls.length > 0 ? urls : undefined;
  },
  open: (urls, opening) => {
    const { settings } = opening;
    const servers = urls.flatMap((url, index) => {
      // Those of the command line are asked with the credentials of the first.
      const own = settings.replicas?.[index]?.url === url ? settings.replicas[index] : settings.backend;
      return clientOf(url, own, PREFIX, opening) ?? [];
    });
    return {
      servers,
      get requests() {
        return servers.reduce((sum, { requests }) => sum + requests, 0);
      },
      close: async () => {
        for (const one of servers) await one.close();
      },
    };
  },
  read: ({ client }) =>
    client && client.servers.length > 0 ? client.servers.map(createBackendView) : undefined,
});
