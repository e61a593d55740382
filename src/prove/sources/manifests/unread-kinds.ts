import { z } from 'zod';
import type { LabelSelector } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import { selectorShape } from './network-policy.ts';
import { isReadPolicy } from './policies.ts';
import { labels, optional, text } from './shape-parts.ts';

/**
 * What an object of a kind that is not read may do to a push:
 *
 * - `policy`: allow or deny connections of pods
 * - `mesh`: decide in a service mesh which requests reach a workload, or leave one
 * - `carrier`: hold or fetch other objects
 */
export type UnreadRole = 'policy' | 'mesh' | 'carrier';

interface UnreadKind {
  /** Group of its API; a leading `*.` stands for any part before it. */
  readonly group: string;
  readonly kinds: readonly string[];
  readonly role: UnreadRole;
}

const UNREAD: readonly UnreadKind[] = [
  {
    group: 'policy.networking.k8s.io',
    kinds: ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
    role: 'policy',
  },
  { group: 'crd.antrea.io', kinds: ['NetworkPolicy', 'ClusterNetworkPolicy'], role: 'policy' },
  { group: 'k8s.ovn.org', kinds: ['EgressFirewall'], role: 'policy' },
  { group: 'network.openshift.io', kinds: ['EgressNetworkPolicy'], role: 'policy' },
  {
    group: 'networking.k8s.aws',
    kinds: ['ClusterNetworkPolicy', 'ApplicationNetworkPolicy'],
    role: 'policy',
  },
  { group: 'networking.gke.io', kinds: ['FQDNNetworkPolicy'], role: 'policy' },
  { group: 'security.istio.io', kinds: ['AuthorizationPolicy'], role: 'mesh' },
  { group: 'networking.istio.io', kinds: ['Sidecar'], role: 'mesh' },
  { group: 'policy.linkerd.io', kinds: ['Server', 'AuthorizationPolicy'], role: 'mesh' },
  { group: 'kuma.io', kinds: ['MeshTrafficPermission'], role: 'mesh' },
  { group: 'consul.hashicorp.com', kinds: ['ServiceIntentions'], role: 'mesh' },
  { group: 'argoproj.io', kinds: ['Application', 'ApplicationSet'], role: 'carrier' },
  { group: 'helm.toolkit.fluxcd.io', kinds: ['HelmRelease'], role: 'carrier' },
  { group: 'kustomize.toolkit.fluxcd.io', kinds: ['Kustomization'], role: 'carrier' },
  { group: 'helm.cattle.io', kinds: ['HelmChart'], role: 'carrier' },
];

/** Names of kinds that allow or deny connections, in groups that are not listed above. */
const POLICY_NAME = /(?:NetworkPolicy|Firewall|FirewallRule|NetworkSecurityPolicy)$/;

/** Policies that are drafts, and one that moves addresses instead of filtering. */
const NO_POLICY = /^(?:Staged|CiliumEgressGateway)/;

/** What an object may do, where its kind is not read and is known to matter. */
export function unreadRole(object: ManifestObject): UnreadRole | undefined {
  const [group = '', version] = object.apiVersion.split('/');
  if (version === undefined || isReadPolicy(object)) return undefined;
  const listed = UNREAD.find((each) => each.group === group && each.kinds.includes(object.kind));
  if (listed) return listed.role;
  return POLICY_NAME.test(object.kind) && !NO_POLICY.test(object.kind) ? 'policy' : undefined;
}

/**
 * Groups whose objects select pods and leave their connections alone: they watch, scale, secure or release them. Groups
 * of Kubernetes itself need not be listed.
 */
const HARMLESS_GROUP =
  /(?:^|\.)(?:monitoring\.coreos\.com|victoriametrics\.com|googleapis\.com|gke\.io|opentelemetry\.io|grafana\.com|integreatly\.org|keda\.sh|k8s\.io|cert-manager\.io|external-secrets\.io|argoproj\.io|fluxcd\.io|flagger\.app|kruise\.io|knative\.dev|traefik\.io|containo\.us|projectcontour\.io|getambassador\.io|nginx\.org|konghq\.com|istio\.io|openshift\.io|velero\.io|kyverno\.io|karpenter\.sh|cilium\.io|projectcalico\.org|linkerd\.io|kuma\.io|longhorn\.io|rook\.io|crossplane\.io)$/;

/** Whether an object of a kind that nothing is known of may do something to the pods that it selects. */
export function mayActOnPods({ apiVersion, content }: ManifestObject): boolean {
  const [group = '', version] = apiVersion.split('/');
  // Groups without a dot are those of Kubernetes; an object with a pod template makes the pods that it selects.
  if (version === undefined || !group.includes('.') || HARMLESS_GROUP.test(group)) return false;
  return !z.object({ spec: z.object({ template: z.object({ spec: z.unknown() }) }) }).safeParse(content)
    .success;
}

const selectingShape = z.object({
  spec: optional(
    z.object({
      selector: optional(z.unknown()),
      podSelector: optional(selectorShape),
      endpointSelector: optional(selectorShape),
      workloadSelector: optional(z.object({ labels: optional(labels) }).and(selectorShape)),
      subject: optional(
        z.object({
          namespaces: optional(selectorShape),
          pods: optional(
            z.object({ namespaceSelector: optional(selectorShape), podSelector: optional(selectorShape) }),
          ),
        }),
      ),
    }),
  ),
});

/** What an object selects, where it says so in one of the usual forms. */
export interface Selection {
  readonly pods?: LabelSelector | undefined;
  readonly namespaces?: LabelSelector | undefined;
}

export function selectionOf({ content }: ManifestObject): Selection {
  const spec = selectingShape.safeParse(content).data?.spec;
  if (!spec) return {};
  const { subject, workloadSelector } = spec;
  if (subject) {
    return {
      pods: subject.pods?.podSelector,
      namespaces: subject.namespaces ?? subject.pods?.namespaceSelector,
    };
  }
  const workload = workloadSelector?.labels ? { matchLabels: workloadSelector.labels } : workloadSelector;
  const plain = selectorShape.safeParse(spec.selector).data;
  return { pods: spec.podSelector ?? spec.endpointSelector ?? workload ?? plain };
}

const carrierShape = z.object({
  spec: optional(
    z.object({
      destination: optional(z.object({ namespace: text })),
      source: optional(z.object({ path: text, chart: text })),
      sources: optional(z.array(z.object({ path: text, chart: text }))),
      template: optional(
        z.object({ spec: optional(z.object({ destination: optional(z.object({ namespace: text })) })) }),
      ),
      targetNamespace: text,
      path: text,
    }),
  ),
});

/** Where a carrier puts its objects, and the folder that it reads them from. */
export interface Carried {
  /** Undefined: wherever the objects say. */
  readonly namespace: string | undefined;
  readonly folders: readonly string[];
  /** It renders a chart, whose objects are in no folder of manifests. */
  readonly chart: boolean;
}

export function carriedBy(object: ManifestObject, namespace: string): Carried {
  const spec = carrierShape.safeParse(object.content).data?.spec;
  const sources = [...(spec?.source ? [spec.source] : []), ...(spec?.sources ?? [])];
  const isChart = object.kind.startsWith('Helm');
  return {
    namespace:
      spec?.destination?.namespace ??
      spec?.template?.spec?.destination?.namespace ??
      spec?.targetNamespace ??
      (isChart ? namespace : undefined),
    folders: [...sources.map(({ path }) => path), spec?.path].flatMap((path) => path ?? []),
    chart: isChart || sources.some(({ chart }) => chart !== undefined),
  };
}
