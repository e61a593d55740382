import { defineEvidence, known, notKnown, settled } from '../../engine/define-evidence.ts';
import { skip } from '../../engine/outcome.ts';
import { SCRAPE_PATH, type ScrapeTarget, type ScrapeTargets } from '../../sources/index.ts';
import { gatewayWorkload } from '../gateway-workload.ts';
import { openclawRelease } from '../openclaw-release.ts';
import { service } from '../service.ts';
import { GATEWAY_PORT } from './scrape.ts';

/** The targets of the backend that are the service's: how their last scrape went, and what relabelling dropped. */
export interface ServiceTargets {
  readonly source: string;
  readonly active: readonly ScrapeTarget[];
  readonly dropped: ScrapeTargets['droppedTargets'];
  /** How many targets the backend has in all. */
  readonly all: number;
}

export const serviceTargets = defineEvidence({
  name: 'serviceTargets',
  needs: ['backend', service],
  uses: ['contract', 'gateway', gatewayWorkload, openclawRelease],
  answer: async ({ backend, service: { owner, name }, contract, gateway, ...given }) => {
    const { gatewayWorkload: workload, openclawRelease: release } = given;
    if (owner === 'gateway' && release?.target?.product === 'throughline')
      return settled(skip("the gateway is this project's, which pushes and has nothing to scrape"));
    const read = await backend.targets();
    // Mimir scrapes nothing, and has no list.
    if (!read.ok && read.status === 404) return notKnown('the backend has no list of targets');
    if (!read.ok) return notKnown(`the targets of the backend could not be read: ${read.error}`);
    const jobs = new Set([name, ...(contract?.job === undefined ? [] : [contract.job])]);
    const address = gateway && URL.canParse(gateway.url) ? new URL(gateway.url).host : undefined;
    const isOwn = (labels: Readonly<Record<string, string>>, url: URL | undefined): boolean => {
      const host = url?.host ?? labels['__address__'] ?? '';
      const path = url?.pathname ?? labels['__metrics_path__'];
      const namespace = labels['__meta_kubernetes_namespace'];
      const app =
        labels['__meta_kubernetes_pod_label_app_kubernetes_io_name'] ??
        labels['__meta_kubernetes_pod_label_app'];
      return (
        jobs.has(labels['job'] ?? '') ||
        host === address ||
        (owner === 'gateway' && (path === SCRAPE_PATH || host.endsWith(`:${GATEWAY_PORT}`))) ||
        (workload !== undefined && namespace === workload.pod.namespace && app === name)
      );
    };
    const { activeTargets, droppedTargets } = read.value;
    return known<ServiceTargets>({
      source: `${backend.url}/api/v1/targets`,
      active: activeTargets.filter(({ discoveredLabels, labels, scrapeUrl }) =>
        isOwn({ ...discoveredLabels, ...labels }, URL.canParse(scrapeUrl) ? new URL(scrapeUrl) : undefined),
      ),
      dropped: droppedTargets.filter(({ discoveredLabels }) => isOwn(discoveredLabels, undefined)),
      all: activeTargets.length + droppedTargets.length,
    });
  },
});
