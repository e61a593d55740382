import { OPERATOR_GROUP } from '../manifests/prometheus-resource.ts';

/** What a cluster must have, by the objects that were read before. */
export type Condition =
  | 'operator'
  | 'mesh'
  | 'cilium'
  | 'ovn'
  | 'calico'
  /** Calico, which has its objects in projectcalico.org itself. */
  | 'calico-v3'
  | 'calico-tiers'
  | 'calico-v3-tiers';

/** A kind of object that is read from a live cluster. Never Secrets. */
export interface ClusterResource {
  /** Empty for the core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in the path of a request, and in a role's rules. */
  readonly resource: string;
  /** It is listed only where the cluster has what it belongs to. */
  readonly only?: Condition;
  /** One object is read, by its name, instead of the list. */
  readonly named?: string;
  /** What is read of single objects besides, by its name in a path. */
  readonly subresource?: string;
  /** Its objects are in no namespace. */
  readonly clusterWide?: true;
  /** It is read in the namespaces that are named alone, and in all of them where none is named. */
  readonly whereNamed?: true;
  /** Objects to leave out of the list. */
  readonly fieldSelector?: string;
}

/** A kind that could not be listed. */
export interface Gap {
  readonly group: string;
  readonly kind: string;
  /** The reason, and what to grant where a permission is missing. */
  readonly why: string;
  /** It is not a missing right: the request itself failed. */
  readonly failed?: true;
}

/** The definition of the Prometheus Operator's resource: a check needs to know whether it keeps a field. */
export const PROMETHEUS_CRD = `prometheuses.${OPERATOR_GROUP}`;

const CALICO_POLICIES = ['NetworkPolicy', 'GlobalNetworkPolicy'];
const CLUSTER_WIDE = new Set([
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'Tier',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
]);

/** Each is one request, however many objects there are. */
export const CLUSTER_RESOURCES: readonly ClusterResource[] = [
  { group: '', version: 'v1', kind: 'Namespace', resource: 'namespaces', clusterWide: true },
  { group: '', version: 'v1', kind: 'Pod', resource: 'pods', subresource: 'log' },
  { group: '', version: 'v1', kind: 'Service', resource: 'services' },
  {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    resource: 'configmaps',
    // Every namespace has one, which holds only the cluster's certificate.
    fieldSelector: 'metadata.name!=kube-root-ca.crt',
    // They may hold what other teams keep to themselves.
    whereNamed: true,
  },
  { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments' },
  { group: 'apps', version: 'v1', kind: 'StatefulSet', resource: 'statefulsets' },
  { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice', resource: 'endpointslices' },
  { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', resource: 'networkpolicies' },
  { group: OPERATOR_GROUP, version: 'v1', kind: 'Prometheus', resource: 'prometheuses' },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    resource: 'customresourcedefinitions',
    only: 'operator',
    named: PROMETHEUS_CRD,
    clusterWide: true,
  },
  {
    group: 'security.istio.io',
    version: 'v1',
    kind: 'PeerAuthentication',
    resource: 'peerauthentications',
    only: 'mesh',
  },
  {
    group: 'security.istio.io',
    version: 'v1',
    kind: 'AuthorizationPolicy',
    resource: 'authorizationpolicies',
    only: 'mesh',
  },
  ...ofPlugin('cilium', 'cilium.io/v2', ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']),
  ...ofPlugin('calico', 'crd.projectcalico.org/v1', CALICO_POLICIES),
  ...ofPlugin('calico-v3', 'projectcalico.org/v3', CALICO_POLICIES),
  ...ofPlugin('calico-tiers', 'crd.projectcalico.org/v1', ['Tier']),
  ...ofPlugin('calico-v3-tiers', 'projectcalico.org/v3', ['Tier']),
  ...ofPlugin('ovn', 'policy.networking.k8s.io/v1alpha1', [
    'AdminNetworkPolicy',
    'BaselineAdminNetworkPolicy',
  ]),
];

/** Kinds of a network plugin: they are listed only where it runs. */
function ofPlugin(only: Condition, apiVersion: string, kinds: readonly string[]): ClusterResource[] {
  const [group = '', version = ''] = apiVersion.split('/');
  return kinds.map((kind) => {
    const resource = `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
    const isClusterWide = CLUSTER_WIDE.has(kind);
    return { group, version, kind, resource, only, ...(isClusterWide ? { clusterWide: true } : {}) };
  });
}

/** @param namespace of its objects; of the kind Namespace the object itself */
export function resourcePath(
  { group, version, kind, resource, named }: ClusterResource,
  namespace?: string,
): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  if (namespace !== undefined && kind === 'Namespace')
    return `${base}/${resource}/${encodeURIComponent(namespace)}`;
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${base}${within}/${resource}${named === undefined ? '' : `/${named}`}`;
}
