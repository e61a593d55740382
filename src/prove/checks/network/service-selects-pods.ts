import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { receiverService } from '../../evidence/connection-ends.ts';
import { exporter } from '../../evidence/exporter.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { listeningOf } from '../../evidence/receiver-listeners.ts';
import { pushRoute, type Reached } from '../../evidence/push-route.ts';
import {
  type Cluster,
  findObject,
  type Missing,
  nameOf,
  type Pod,
  podsOfService,
  type Service,
} from '../../network/index.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { carriersOf, carriersText, type UnreadObject, unreadObjects } from '../../evidence/unread-objects.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import type { ManifestSet } from '../../sources/index.ts';

/** The receiver's Service leads to its pods. */
export const networkServiceSelectsPods = defineCheck({
  id: 'TL406',
  link: 'network',
  title: "Receiver's Service leads to its pods",
  proves:
    'the Service has the port of the endpoint, its selector matches pods, and its targetPort is one of theirs',
  explain:
    'A Service whose selector matches no pod has no endpoints, and one whose targetPort has no listener refuses ' +
    'every connection: both exist, resolve and look right. Compare its selector with the labels in the pod template ' +
    "(not those of the Deployment), and targetPort with the container's port or its name. A headless Service " +
    '(clusterIP: None) maps no ports: the port of the endpoint is that of the pod, whatever targetPort is.',
  severity: 'error',
  modes: [27],
  onlyPushed: true,
  needs: [receiverService, pushRoute, unreadObjects, 'manifests'],
  uses: [exporter],
  run: ({ receiverService: { ref, port }, pushRoute: route, unreadObjects: unread, manifests, exporter }) => {
    const service = findObject(manifests.cluster.services, ref);
    const carrier = carriersText(carriersOf(ref.namespace, unread, manifests));
    const hint = carrier === undefined ? '' : `; ${carrier} may hold`;
    if (!service) {
      return unknown(
        `the manifests hold no Service ${nameOf(ref)}: give the folder of namespace ${ref.namespace} as well by --manifests${hint && `${hint} it: render it first`}`,
      );
    }
    if (carrier !== undefined && route.unresolved?.missing === 'matching pod') {
      return unknown(`${route.unresolved.problem}${hint} its pods, and is not read: render it first`);
    }
    const custom = unread.find((each) => runsPodsOf(service, each, manifests));
    if (custom && route.unresolved?.missing === 'matching pod') {
      return unknown(`${route.unresolved.problem} of the kinds that are read; ${custom.text}`);
    }
    return unlessPushesWork(
      unlessNotApplied(judgeService(service, port, route, manifests), manifests),
      exporter,
    );
  },
});

/** Whether a workload of a kind that is not read makes pods that the Service selects. */
function runsPodsOf(service: Service, { object, template }: UnreadObject, manifests: ManifestSet): boolean {
  if (!template || manifests.namespaceOf(object) !== service.namespace) return false;
  return Object.entries(service.selector ?? {}).every(([key, value]) => template.labels[key] === value);
}

function judgeService(
  service: Service,
  port: number,
  { destinations, unresolved }: Reached,
  manifests: ManifestSet,
): Outcome<never> {
  const { cluster } = manifests;
  const object = manifests.find('Service', service);
  const path = ['spec', unresolved?.missing === 'matching pod' ? 'selector' : 'ports'];
  const evidence: [Evidence, ...Evidence[]] = [
    {
      source: object ? sourceOf(object, path) : 'the Prometheus Operator',
      saw: describe(service),
    },
    ...podEvidence(service, cluster),
  ];
  const found = locationOf(object, path);
  const fault = (message: string, text: string): Outcome<never> =>
    fail(message, evidence, { ...found, affects: ['every push'], fix: { kind: 'manual', text } });

  if (unresolved) {
    if (!provenMissing(unresolved.missing, service, cluster)) return unknown(unresolved.problem, evidence);
    return fault(unresolved.problem, REMEDIES[unresolved.missing] ?? 'correct the Service');
  }
  const reached = destinations.flatMap((to) => ('pod' in to ? [to] : []));
  if (reached.length === 0) {
    return skip(`Service ${nameOf(service)} is an alias of a name outside the cluster`, evidence);
  }
  for (const to of reached) {
    const workload = manifests.running.find(({ pod }) => pod === to.pod);
    const listening = workload && listeningOf(workload, manifests);
    const way = service.headless
      ? `Service ${nameOf(service)} is headless and maps no ports: a push to port ${port} reaches port ${to.port} of ${nameOf(to.pod)}`
      : `Service ${nameOf(service)} sends port ${port} to port ${to.port} of ${nameOf(to.pod)}`;
    if (listening) {
      const open = listening.listeners.filter(({ speaks }) => speaks === 'http').map((each) => each.port);
      evidence.push({
        source: listening.source,
        saw: `listens on ${listening.listeners.map((each) => each.port).join(', ')}`,
      });
      if (listening.listeners.some((each) => each.port === to.port)) continue;
      return fault(
        `${way}, which listens on ${open.join(', ')}`,
        service.headless
          ? `name port ${open.join(' or ')} in diagnostics.otel.endpoint, or remove clusterIP: None, so that targetPort is used`
          : `set targetPort of port ${port} to ${open.join(' or ')}, or let the receiver listen on ${to.port}`,
      );
    }
    if (listens(to.pod, to.port)) continue;
    const declared = to.pod.ports.map((own) => own.port).join(', ');
    return unknown(
      `${way}, whose containers declare ${declared}: whether they listen on ${to.port} is not known`,
      evidence,
    );
  }
  return pass(
    `Service ${nameOf(service)} leads to ${reached.length === 1 ? 'a pod' : `${reached.length} pods`}`,
    evidence,
  );
}

const REMEDIES: Partial<Record<Missing, string>> = {
  'service port': 'give the Service that port, or name a port that it has in diagnostics.otel.endpoint',
  'matching pod':
    'set the selector of the Service to labels of the pod template, or change the labels of the pod template',
  'named port':
    "set targetPort to a port of the containers, by number or by its name in the container's ports",
};

/**
 * Whether something is missing from the cluster, and not only from the manifests. The pods that a Service selects are
 * known where one shares a label with its selector, or where only one pod runs in the namespace.
 */
function provenMissing(missing: Missing, { namespace, selector = {} }: Service, { pods }: Cluster): boolean {
  if (missing === 'selector') return false;
  if (missing !== 'matching pod') return true;
  const around = pods.filter((pod) => pod.namespace === namespace);
  return (
    around.length === 1 ||
    around.some(({ labels }) => Object.entries(selector).some(([key, value]) => labels[key] === value))
  );
}

/** Containers need not declare their ports: one that declares others, and not this one, is in doubt. */
function listens({ ports }: Pod, port: number | undefined): boolean {
  return ports.length === 0 || ports.some((own) => own.port === port && own.protocol === 'TCP');
}

function describe({ selector = {}, ports, headless }: Service): string {
  const wants =
    Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || 'nothing';
  const maps =
    ports.map(({ port, targetPort, protocol }) => `${port}/${protocol} → ${targetPort}`).join(', ') || 'none';
  return `${headless ? 'headless, ' : ''}selects ${wants}; ports ${maps}`;
}

function podEvidence(service: Service, cluster: Cluster): { source: string; saw: string }[] {
  return podsOfService(service, cluster).map((pod) => ({
    source: `pod ${nameOf(pod)}`,
    saw: `ports ${pod.ports.map(({ name, port, protocol }) => `${port}/${protocol}${name ? ` (${name})` : ''}`).join(', ') || 'not declared'}`,
  }));
}
