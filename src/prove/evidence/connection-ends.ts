import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import type { ObjectRef, Pod } from '../network/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';
import { metricsUrl, portOf, urlEvidence } from './metrics-url.ts';
import { type Receiver, receiverOf } from './receiver-address.ts';
import { replacedEndpoint, replacedText } from './replaced-endpoint.ts';

/** Both ends of the push, by the manifests and the metrics URL. */
export interface ConnectionEnds {
  readonly gateway: Pod;
  readonly receiver: Receiver;
  /** As in the URL. */
  readonly port: number;
}

export const connectionEnds = defineEvidence({
  name: 'connectionEnds',
  needs: [metricsUrl, gatewayWorkload, 'manifests'],
  uses: [replacedEndpoint],
  answer: ({ metricsUrl: url, gatewayWorkload: { pod }, manifests, replacedEndpoint: replaced }) => {
    if (replaced) return notKnown(replacedText(replaced));
    const ends: ConnectionEnds = {
      gateway: pod,
      receiver: receiverOf(url, pod.namespace, manifests),
      port: portOf(url),
    };
    return known(ends);
  },
});

/** The Service that the metrics URL names, and its port. A check of a Service is skipped where the URL names none. */
export const receiverService = defineEvidence({
  name: 'receiverService',
  needs: [connectionEnds, metricsUrl],
  answer: ({ connectionEnds: { receiver, port }, metricsUrl: url }) => {
    if (receiver.kind !== 'service')
      return settled(skip('the endpoint names no Service', [urlEvidence(url)]));
    const service: { readonly ref: ObjectRef; readonly port: number } = { ref: receiver.ref, port };
    return known(service);
  },
});
