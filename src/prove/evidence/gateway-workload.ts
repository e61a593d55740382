import { mentionsGatewaySettings } from '../../shared/config/index.ts';
import { findObject, podsOfService } from '../network/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { configMapOf, type ManifestSet, runsToCompletion, type Workload } from '../sources/index.ts';
import { metricsUrl } from './metrics-url.ts';
import { receiverOf } from './receiver-address.ts';
import { service } from './service.ts';
import { carriersOf, carriersText, type UnreadObject, unreadObjects } from './unread-objects.ts';

const NAME_LABELS = ['app.kubernetes.io/name', 'app'];

/**
 * The workload that runs the gateway: it mounts the ConfigMap of its configuration, or runs its image, or is named or
 * labelled as the gateway. A workload that is only the last one left is not the gateway. Jobs may mount the ConfigMap
 * as well; they are not the gateway. Another service has neither its configuration nor its image: the name decides. Where
 * a PodTemplate was named, its pods are those that are meant.
 */
export const gatewayWorkload = defineEvidence({
  name: 'gatewayWorkload',
  needs: ['manifests', service],
  uses: [metricsUrl, 'config', unreadObjects],
  answer: ({ manifests, service: { owner, name }, metricsUrl: url, config, unreadObjects: unread = [] }) => {
    const template = manifests.workloads.find(({ object }) => object.ofPodTemplate);
    if (template) return known(template);
    const workloads = manifests.workloads.filter(
      (workload) =>
        !runsToCompletion(workload.object) && !(url !== undefined && receives(workload, url, manifests)),
    );
    const configMap = config?.document.configMap ?? undefined;
    const secret = config?.document.secret ?? undefined;
    const mounting = workloads.filter(
      (workload) =>
        (configMap !== undefined && workload.configMaps.includes(configMap)) ||
        (secret !== undefined && mountsSecret(workload, secret)),
    );
    const configured = workloads.filter((workload) => mountsConfiguration(workload, manifests));
    const running = workloads.filter(({ running }) => running.some(({ image }) => isGatewayImage(image)));
    const named = workloads.filter(
      ({ object, pod }) => object.name === name || NAME_LABELS.some((key) => pod.labels[key] === name),
    );
    const ways = owner === 'gateway' ? [mounting, configured, running, named] : [named];
    const candidates = ways.find((found) => found.length > 0) ?? [];
    const [only, second] = candidates;
    const who = owner === 'gateway' ? 'the gateway' : name;
    const custom = unread.find(
      (each) => isNamed(each, name) || (owner === 'gateway' && hasSigns(each, configMap, manifests)),
    );
    if (custom && mounting.length === 0) {
      return notKnown(
        `${custom.object.kind} ${manifests.namespaceOf(custom.object)}/${custom.object.name} seems to run ${who}, ` +
          'and its kind is not read: give a Deployment with the same pod template by --manifests',
      );
    }
    if (only && !second) return known(only);
    if (workloads.length === 0) {
      const carrier = carriersText(carriersOf(undefined, unread, manifests));
      const hint = carrier === undefined ? '' : `; ${carrier} may hold it: render it first`;
      return notKnown(
        `the manifests hold no workload that runs ${who}: give its folder by --manifests${hint}`,
      );
    }
    return notKnown(
      `the manifests do not say which workload is ${who} (${nameList(only ? candidates : workloads)}): label its ` +
        `pods app.kubernetes.io/name: ${name}${owner === 'gateway' ? ', or give the ConfigMap that it mounts by --config' : ''}`,
    );
  },
});

/** Whether the URL leads to this workload. It is read as in the workload's own namespace: a gateway does not push to itself. */
function receives({ pod }: Workload, url: URL, { cluster, workloads }: ManifestSet): boolean {
  const receiver = receiverOf(url, pod.namespace, { cluster });
  const service = receiver.kind === 'service' ? findObject(cluster.services, receiver.ref) : undefined;
  // `cluster.pods` has the pods that a workload owns, and the candidates are the workloads.
  const pods = workloads.map((workload) => workload.pod);
  return service !== undefined && podsOfService(service, { ...cluster, pods }).includes(pod);
}

function mountsSecret({ volumes }: Workload, name: string): boolean {
  return volumes.some(
    ({ secret, projected }) =>
      secret?.secretName === name || projected?.sources.some((source) => source.secret?.name === name),
  );
}

/** Whether a workload of a kind that is not read has this name, or a label with it. */
function isNamed({ object, template }: UnreadObject, name: string): boolean {
  return (
    template !== undefined &&
    (object.name === name || NAME_LABELS.some((key) => template.labels[key] === name))
  );
}

/** Whether one runs the gateway, by its configuration or its image. */
function hasSigns(
  { object, template }: UnreadObject,
  configMap: string | undefined,
  manifests: ManifestSet,
): boolean {
  if (!template) return false;
  const { images, configMaps } = template;
  const namespace = manifests.namespaceOf(object);
  return (
    (configMap !== undefined && configMaps.includes(configMap)) ||
    mountsConfiguration({ configMaps, pod: { namespace } }, manifests) ||
    images.some(isGatewayImage)
  );
}

/** Whether it mounts a ConfigMap that holds a configuration of a gateway. */
function mountsConfiguration(
  {
    configMaps,
    pod,
  }: { readonly configMaps: readonly string[]; readonly pod: { readonly namespace: string } },
  manifests: ManifestSet,
): boolean {
  return configMaps.some((name) => {
    const object = manifests.find('ConfigMap', { namespace: pod.namespace, name });
    const texts = Object.values((object && configMapOf(object)?.data) ?? {});
    return texts.some(mentionsGatewaySettings);
  });
}

/** `registry.example:5000/team/openclaw:2026.9.3@sha256:…` */
function isGatewayImage(image: string | undefined): boolean {
  return /(?:^|\/)openclaw(?:[:@]|$)/.test(image ?? '');
}

function nameList(workloads: readonly Workload[]): string {
  return workloads.map(({ object, pod }) => `${object.kind} ${pod.namespace}/${object.name}`).join(', ');
}
