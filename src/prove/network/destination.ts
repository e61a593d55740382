import { isAddress } from './ip-block.ts';
import type { Cluster, ObjectRef, Pod, Protocol, Service } from './model.ts';
import { selectorMatches } from './selector.ts';

/** What a connection is opened to. `host` is an address, or a name outside the cluster. */
export type Target =
  | { readonly pod: ObjectRef }
  | { readonly service: ObjectRef }
  | { readonly host: string };

/** Where the packets go. Policies see this: the address of a Service is replaced before they are applied. */
export type Destination =
  | {
      readonly pod: Pod;
      /** Undefined where the Service that maps it is not known. */ readonly port: number | undefined;
    }
  | { readonly address: string | undefined; readonly port: number };

export type Destinations =
  | { readonly ok: true; readonly destinations: readonly Destination[] }
  | { readonly ok: false; readonly missing: Missing; readonly problem: string };

/** What is missing, so that a target has no destination. */
export type Missing = 'pod' | 'service' | 'service port' | 'selector' | 'matching pod' | 'named port';

/** Resolves a target to the pods or addresses that its packets go to. */
export function resolveTarget(
  target: Target,
  port: number,
  protocol: Protocol,
  cluster: Cluster,
): Destinations {
  if ('service' in target) {
    const service = findObject(cluster.services, target.service);
    if (!service) return nowhere('service', `there is no Service ${nameOf(target.service)}`);
    return resolveService(service, port, protocol, cluster);
  }
  if ('pod' in target) {
    const pod = findObject(cluster.pods, target.pod);
    return pod ? somewhere({ pod, port }) : nowhere('pod', `there is no pod ${nameOf(target.pod)}`);
  }
  const { host } = target;
  const service = cluster.services.find(({ clusterIPs }) => clusterIPs.includes(host));
  if (service) return resolveService(service, port, protocol, cluster);
  const pod = cluster.pods.find(({ addresses }) => addresses.includes(host));
  if (pod) return somewhere({ pod, port });
  return somewhere({ address: isAddress(host) ? host : undefined, port });
}

/** Pods that a Service's selector names. An empty or absent selector names none. */
export function podsOfService({ namespace, selector = {} }: Service, cluster: Cluster): Pod[] {
  if (Object.keys(selector).length === 0) return [];
  return cluster.pods.filter(
    (pod) =>
      pod.namespace === namespace &&
      selectorMatches({ matchLabels: selector }, pod.labels, pod.partial) !== 'no',
  );
}

function resolveService(service: Service, port: number, protocol: Protocol, cluster: Cluster): Destinations {
  const named = nameOf(service);
  if (service.externalName !== undefined) return somewhere({ address: undefined, port });
  const own = service.ports.find((candidate) => candidate.port === port && candidate.protocol === protocol);
  // The name of a headless Service resolves to the pods' own addresses, and nothing rewrites the port.
  if (!own && !service.headless) {
    const has = service.ports.map((each) => `${each.port}/${each.protocol}`).join(', ') || 'none';
    return nowhere('service port', `Service ${named} has no port ${port}/${protocol}; it has ${has}`);
  }
  if (Object.keys(service.selector ?? {}).length === 0) {
    return nowhere('selector', `Service ${named} has no selector, so its endpoints are made elsewhere`);
  }
  const pods = podsOfService(service, cluster);
  if (pods.length === 0) {
    return nowhere('matching pod', `the selector of Service ${named} matches no pod`);
  }
  const targetPort = service.headless ? port : (own?.targetPort ?? port);
  if (typeof targetPort === 'number') return somewhere(...pods.map((pod) => ({ pod, port: targetPort })));
  const destinations = pods.flatMap((pod) =>
    pod.ports
      .filter((each) => each.name === targetPort && each.protocol === protocol)
      .map((each) => ({ pod, port: each.port })),
  );
  if (destinations.length > 0) return somewhere(...destinations);
  return nowhere('named port', `no pod of Service ${named} has a ${protocol} port named "${targetPort}"`);
}

export function findObject<T extends ObjectRef>(objects: readonly T[], ref: ObjectRef): T | undefined {
  return objects.find(({ namespace, name }) => namespace === ref.namespace && name === ref.name);
}

/** `namespace/name` */
export function nameOf({ namespace, name }: ObjectRef): string {
  return `${namespace}/${name}`;
}

function somewhere(...destinations: readonly Destination[]): Destinations {
  return { ok: true, destinations };
}

function nowhere(missing: Missing, problem: string): Destinations {
  return { ok: false, missing, problem };
}
