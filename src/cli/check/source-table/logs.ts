import { Option } from 'commander';
import { z } from 'zod';
import { createLogView } from '../../../prove/index.ts';
import { type Contract, isOfGateway, serviceNameOf } from '../../../prove/contract/index.ts';
import { type ManifestSet, readLogFile } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { server } from '../../settings/server.ts';
import { clientOf } from './client.ts';
import { defineSource } from './row.ts';

export const logs = defineSource({
  name: 'logs',
  flags: [
    new Option('--log <file...>', 'logs of the gateway or the backend, as text or JSON lines'),
    new Option('--loki <url>', 'Loki that holds these logs'),
  ],
  keys: {
    logs: z.array(z.string()).optional(),
    loki: server.extend({ selector: z.string().optional() }).optional(),
  },
  hint: 'no logs were given: --log FILE, --loki URL or --kubeconfig FILE',
  suffices: true,
  named: (flags: { readonly log?: readonly string[]; readonly loki?: string }, settings) => {
    const paths = flags.log ?? settings.logs;
    const url = flags.loki ?? settings.loki?.url;
    return paths || url !== undefined
      ? { paths: paths ?? [], url, selector: settings.loki?.selector }
      : undefined;
  },
  open: ({ url }, opening) => clientOf(url, opening.settings.loki, 'THROUGHLINE_LOKI', opening),
  read: async ({ named, client, clock, beforeSync, get }) => {
    const own = (await get('openclaw'))?.log;
    const paths = named?.paths ?? (own === undefined ? [] : [own]);
    // A live cluster has the logs of the gateway's pods; before a sync they are not about the pods that are judged.
    const ofPods = beforeSync === undefined ? await get('cluster') : undefined;
    if (paths.length === 0 && !client && !ofPods) return undefined;
    return createLogView({
      files: paths.flatMap((path) => readNamed(() => readLogFile(path))),
      loki: client && {
        http: client,
        selector: named?.selector ?? selectorFrom(await get('manifests'), await get('contract')),
      },
      now: clock.now,
    });
  },
});

/**
 * The streams of the gateway's namespace and of the others that the manifests name, its receiver's among them. Without
 * manifests, those of another service by the label that Loki gives each stream.
 */
export function selectorFrom(manifests: ManifestSet | undefined, contract: Contract | undefined): string {
  const namespaces = new Set((manifests?.workloads ?? []).map(({ pod }) => pod.namespace));
  if (namespaces.size > 0) return `{namespace=~${JSON.stringify([...namespaces].join('|'))}}`;
  if (!contract || isOfGateway(contract)) return '{namespace="openclaw"}';
  return `{service_name=${JSON.stringify(serviceNameOf(contract))}}`;
}
