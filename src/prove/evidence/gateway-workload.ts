import { type Cluster, type Pod, podsOfService } from '../network/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { runsToCompletion, type Workload } from '../sources/index.ts';
import { hostOf, metricsUrl } from './metrics-url.ts';

const NAME = 'openclaw';

const NAME_LABELS = ['app.kubernetes.io/name', 'app'];

/**
 * The workload that runs the gateway: it mounts the ConfigMap of its configuration, or is named or labelled as the
 * gateway, or is the only one besides the receiver's. Jobs may mount the ConfigMap as well; they are not the gateway.
 */
export const gatewayWorkload = defineEvidence({
  name: 'gatewayWorkload',
  needs: ['manifests'],
  uses: [metricsUrl, 'config'],
  answer: ({ manifests, metricsUrl: url, config }) => {
    // `cluster.pods` has the pods that a workload owns, and the candidates are the workloads.
    const pods = manifests.workloads.map(({ pod }) => pod);
    const receivers = url ? podsNamedBy(url, { ...manifests.cluster, pods }) : new Set<Pod>();
    const workloads = manifests.workloads.filter(
      ({ object, pod }) => !runsToCompletion(object) && !receivers.has(pod),
    );
    const configMap = config?.document.configMap ?? undefined;
    const mounting = workloads.filter(
      ({ configMaps }) => configMap !== undefined && configMaps.includes(configMap),
    );
    const named = workloads.filter(
      ({ object, pod }) => object.name === NAME || NAME_LABELS.some((key) => pod.labels[key] === NAME),
    );
    const candidates = [mounting, named].find((found) => found.length > 0) ?? workloads;
    const [only, second] = candidates;
    if (!only) {
      return notKnown('the manifests hold no workload that runs the gateway: give its folder by --manifests');
    }
    // Without the URL the only workload may be the receiver's.
    if (!second && (url || candidates !== workloads)) return known(only);
    return notKnown(
      `the manifests do not say which workload is the gateway (${nameList(candidates)}): label its pods ` +
        'app.kubernetes.io/name: openclaw, or give the ConfigMap that it mounts by --config',
    );
  },
});

/**
 * Pods of the Service that the URL's host names: `service`, `service.namespace`, `[pod.]service.namespace.svc…`. Files
 * without a namespace get one when they are applied, so a Service of another namespace counts where none fits.
 */
function podsNamedBy(url: URL, cluster: Cluster): ReadonlySet<Pod> {
  const parts = hostOf(url).split('.');
  const svc = parts.indexOf('svc');
  const [serviceName, within] = svc >= 2 ? parts.slice(svc - 2, svc) : parts;
  const named = cluster.services.filter(({ name }) => name === serviceName);
  const exact = named.filter(({ namespace }) => namespace === within);
  const services = exact.length > 0 ? exact : named;
  return new Set(services.flatMap((service) => podsOfService(service, cluster)));
}

function nameList(workloads: readonly Workload[]): string {
  return workloads.map(({ object, pod }) => `${object.kind} ${pod.namespace}/${object.name}`).join(', ');
}
