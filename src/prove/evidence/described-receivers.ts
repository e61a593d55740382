import { type Answer, defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { findObject, nameOf, podsOfService } from '../network/index.ts';
import {
  type BackendManifest,
  backendOfChart,
  backendsOf,
  DescriptionError,
  makesService,
  type ManifestObject,
  type ManifestSet,
} from '../sources/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';
import { metricsUrl } from './metrics-url.ts';
import { receiverOf } from './receiver-address.ts';
import { replacedEndpoint, replacedText } from './replaced-endpoint.ts';

/** A backend that the manifests describe, and its object. */
export interface DescribedReceiver {
  readonly object: ManifestObject;
  readonly backend: BackendManifest;
}

/**
 * The backends behind the Service that the metrics URL names, as the manifests describe them. The gateway's workload need
 * not be among the manifests, unless the host is a name without a namespace.
 */
export const describedReceivers = defineEvidence({
  name: 'describedReceivers',
  needs: [metricsUrl, 'manifests'],
  uses: [gatewayWorkload, replacedEndpoint],
  answer: ({ metricsUrl: url, manifests, gatewayWorkload: gateway, replacedEndpoint: replaced }) => {
    if (replaced) return notKnown(replacedText(replaced));
    const { cluster } = manifests;
    const receiver = receiverOf(url, gateway?.pod.namespace ?? '', manifests);
    if (receiver.kind !== 'service') return notKnown(`${url.host} is no Service of the manifests`);
    const named = nameOf(receiver.ref);
    const service = findObject(cluster.services, receiver.ref);
    const charts = service ? [] : manifests.charts.filter((chart) => makesService(chart, receiver.ref));
    const [chart, second] = charts;
    if (chart && !second) return described(chart.object, () => [backendOfChart(chart)]);
    if (!service) return notKnown(`the manifests hold no Service ${named}`);
    const pods = new Set(podsOfService(service, cluster));
    const workloads = manifests.running.filter(({ pod }) => pods.has(pod));
    const found: DescribedReceiver[] = [];
    for (const { object } of workloads) {
      const one = described(object, () => backendsOf(object.content, beside(object, manifests)));
      if (!one.ok) return one;
      found.push(...one.value);
    }
    if (found.length > 0) return known(found);
    const names = workloads.map(({ object }) => `${object.kind} ${object.name}`).join(', ');
    return notKnown(
      names === ''
        ? `the manifests do not hold what runs behind Service ${named}`
        : `Service ${named} leads to ${names}, which runs no Prometheus, VictoriaMetrics or Mimir that is known here`,
    );
  },
});

function described(
  object: ManifestObject,
  read: () => readonly BackendManifest[],
): Answer<readonly DescribedReceiver[]> {
  try {
    return known(read().map((backend) => ({ object, backend })));
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    return notKnown(`${object.file} ${error.message}`);
  }
}

/** Objects of the same namespace: a pod mounts no others. */
function beside(object: ManifestObject, manifests: ManifestSet): unknown[] {
  const namespace = manifests.namespaceOf(object);
  return manifests.objects
    .filter((each) => manifests.namespaceOf(each) === namespace)
    .map(({ content }) => content);
}
