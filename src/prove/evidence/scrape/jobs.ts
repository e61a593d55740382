import { isIP } from 'node:net';
import { defineEvidence, known } from '../../engine/define-evidence.ts';
import {
  configMapOf,
  type ManifestSet,
  type ScrapeJob,
  scrapeJobs,
  SCRAPE_PATH,
} from '../../sources/index.ts';
import { backendIdentity } from '../backend-identity.ts';
import { gatewayWorkload } from '../gateway-workload.ts';
import { sourceOf } from '../manifest-location.ts';
import { receiverOf } from '../receiver-address.ts';
import { service } from '../service.ts';
import { GATEWAY_PORT, type ScrapeSettings } from './scrape.ts';
import { serviceTargets } from './targets.ts';

/** The jobs of `scrape_configs` that scrape the service: of the running backend, and in ConfigMaps of the manifests. */
export const serviceJobs = defineEvidence({
  name: 'serviceJobs',
  needs: [service],
  uses: ['backend', 'manifests', 'contract', backendIdentity, serviceTargets, gatewayWorkload],
  answer: ({
    service: { owner, name },
    backend,
    backendIdentity: identity,
    contract,
    manifests,
    serviceTargets: targets,
    gatewayWorkload: workload,
  }) => {
    const pools = new Set(targets?.active.map(({ scrapePool }) => scrapePool));
    const isOwn = ({ job, path, targets: addresses }: ScrapeJob): boolean =>
      pools.has(job) ||
      job === name ||
      job === contract?.job ||
      (owner === 'gateway' && path === SCRAPE_PATH) ||
      (workload !== undefined &&
        manifests !== undefined &&
        addresses.some((address) => leadsTo(address, workload.pod.namespace, name, manifests)));
    const running = scrapeJobs(identity?.config ?? '')
      .filter(isOwn)
      .map((job) =>
        settingsOf(
          job,
          owner === 'gateway',
          `${backend?.url}/api/v1/status/config`,
          undefined,
          targets?.active.flatMap(({ scrapePool, scrapeUrl }) => (scrapePool === job.job ? [scrapeUrl] : [])),
        ),
      );
    const written = (manifests?.objects ?? []).flatMap((object) =>
      Object.entries(configMapOf(object)?.data ?? {}).flatMap(([key, text]) =>
        /^\s*["']?scrape_configs/m.test(text)
          ? scrapeJobs(text)
              .filter(isOwn)
              .map((job) =>
                settingsOf(job, owner === 'gateway', sourceOf(object, ['data', key]), {
                  object,
                  path: ['data', key],
                }),
              )
          : [],
      ),
    );
    return known<readonly ScrapeSettings[]>([...running, ...written]);
  },
});

function leadsTo(address: string, namespace: string, name: string, manifests: ManifestSet): boolean {
  const url = `http://${address}`;
  if (!URL.canParse(url) || isIP(new URL(url).hostname)) return false;
  const receiver = receiverOf(new URL(url), namespace, manifests);
  return receiver.kind === 'service' && receiver.ref.namespace === namespace && receiver.ref.name === name;
}

function settingsOf(
  { job, targets, ...settings }: ScrapeJob,
  isGateway: boolean,
  source: string,
  at: ScrapeSettings['at'],
  urls: readonly string[] = [],
): ScrapeSettings {
  const hosts = [...targets, ...urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : []))];
  const isOfGateway =
    isGateway && (settings.path === SCRAPE_PATH || hosts.some((host) => host.endsWith(`:${GATEWAY_PORT}`)));
  return {
    ...settings,
    name: `scrape job ${job}`,
    pool: job,
    source,
    at,
    of: isOfGateway ? 'gateway' : 'unknown',
    job,
  };
}
