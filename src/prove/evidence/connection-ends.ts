import type { Pod } from '../network/index.ts';
import type { ConfigFile, ManifestSet, Workload } from '../sources/index.ts';
import { type Outcome, unknown } from '../engine/outcome.ts';
import type { GatewayView } from '../views/gateway.ts';
import { exporterOf } from './exporter.ts';
import { metricsUrlOf, portOf } from './metrics-url.ts';
import { gatewayWorkload, type Receiver, receiverOf } from './push-route.ts';

/** Both ends of the push, as the manifests and the metrics URL tell them. */
export interface Ends {
  readonly gateway: Pod;
  readonly receiver: Receiver;
  /** As the URL says it. */
  readonly port: number;
}

export interface EndsSources {
  readonly manifests: ManifestSet;
  readonly config?: ConfigFile | undefined;
  readonly gateway?: GatewayView | undefined;
}

/** @returns an outcome where an end is not known */
export async function endsOf({ manifests, config, gateway }: EndsSources): Promise<Ends | Outcome> {
  const url = metricsUrlOf(await exporterOf(gateway), config);
  if (!url) return unknown('the metrics URL is not known: --gateway URL or --config FILE');
  const found = gatewayWorkload(manifests, config, url);
  if (!found.ok) return unknown(found.why);
  const { pod } = found.value;
  return { gateway: pod, receiver: receiverOf(url, pod.namespace, manifests), port: portOf(url) };
}

/** What runs the gateway; undefined where the manifests do not say. */
export async function workloadOfGateway({
  manifests,
  config,
  gateway,
}: EndsSources): Promise<Workload | undefined> {
  const url = metricsUrlOf(await exporterOf(gateway), config);
  const found = url && gatewayWorkload(manifests, config, url);
  return found?.ok ? found.value : undefined;
}
