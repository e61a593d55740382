import { defineEvidence, known } from '../engine/define-evidence.ts';
import { type LabelSelector, type Pod, selectorMatches } from '../network/index.ts';
import {
  carriedBy,
  isReadPolicy,
  kindOf,
  type ManifestObject,
  type ManifestSet,
  mayActOnPods,
  selectionOf,
  type UnreadRole,
  unreadRole,
  type UnreadTemplate,
  unreadTemplate,
} from '../sources/index.ts';

/** An object that is not judged, and that may decide whether a push gets through. */
export interface UnreadObject {
  readonly object: ManifestObject;
  readonly role: UnreadRole | 'selector' | 'workload';
  /** `AdminNetworkPolicy closed is not read`. */
  readonly text: string;
  /** Whether it may apply to a pod. */
  readonly appliesTo: (pod: Pod) => boolean;
  /** It filters only what leaves the cluster. */
  readonly outsideOnly: boolean;
  /** What it runs, where it is a workload. */
  readonly template?: UnreadTemplate;
}

/** The objects that are not read, or could not be, and may matter. Of other kinds nothing is said. */
export const unreadObjects = defineEvidence({
  name: 'unreadObjects',
  needs: ['manifests'],
  answer: ({ manifests }) => known(manifests.objects.flatMap((object) => unread(object, manifests) ?? [])),
});

function unread(object: ManifestObject, manifests: ManifestSet): UnreadObject | undefined {
  const title = `${object.kind} ${object.name}`;
  if (isReadPolicy(object)) {
    if (wasRead(object, manifests)) return undefined;
    return {
      object,
      role: 'policy',
      outsideOnly: false,
      text: `${title} could not be read`,
      appliesTo: (pod) => isWithin(object, pod, manifests),
    };
  }
  const role = unreadRole(object);
  if (role) {
    return {
      object,
      role,
      outsideOnly: OUTSIDE_ONLY.test(object.kind),
      text: `${title} is not read`,
      appliesTo: (pod) => isWithin(object, pod, manifests) && maySelect(object, pod, manifests),
    };
  }
  const template = unreadTemplate(object);
  if (template) {
    return {
      object,
      role: 'workload',
      outsideOnly: false,
      text: `${title} has a pod template, and its kind is not read`,
      appliesTo: () => false,
      template,
    };
  }
  if (!mayActOnPods(object) || !isNarrow(selectionOf(object).pods)) return undefined;
  return {
    object,
    role: 'selector',
    outsideOnly: false,
    text: `${title} selects the pod and is not read`,
    appliesTo: (pod) => isWithin(object, pod, manifests) && maySelect(object, pod, manifests, 'yes'),
  };
}

function wasRead(object: ManifestObject, manifests: ManifestSet): boolean {
  const { policies, cilium = [], calico = [] } = manifests.cluster;
  const kind = kindOf(object);
  const all = [
    ...policies.map((policy) => ({ kind: 'networking.k8s.io/NetworkPolicy', ...policy })),
    ...cilium,
    ...calico,
  ];
  return all.some(
    (policy) =>
      policy.kind === kind &&
      policy.name === object.name &&
      policy.namespace === manifests.namespaceOf(object),
  );
}

const OUTSIDE_ONLY = /^(?:Egress|FQDN)/;

/** Kinds whose objects are in no namespace, by their names. */
const CLUSTERWIDE = /^(?:Cluster|CiliumClusterwide|Global|Admin|Baseline)/;

/** A policy of the mesh's root namespace applies everywhere. */
const MESH_ROOTS = ['istio-system', 'linkerd', 'kuma-system'];

function isWithin(object: ManifestObject, pod: Pod, manifests: ManifestSet): boolean {
  const namespace = manifests.namespaceOf(object);
  return (
    CLUSTERWIDE.test(object.kind) ||
    namespace === pod.namespace ||
    (unreadRole(object) === 'mesh' && MESH_ROOTS.includes(namespace))
  );
}

function maySelect(
  object: ManifestObject,
  pod: Pod,
  { cluster }: ManifestSet,
  atLeast: 'yes' | 'unknown' = 'unknown',
): boolean {
  const { pods, namespaces } = selectionOf(object);
  const namespace = cluster.namespaces.find(({ name }) => name === pod.namespace);
  const labels = { ...namespace?.labels, 'kubernetes.io/metadata.name': pod.namespace };
  const answers = [
    ...(pods ? [selectorMatches(pods, pod.labels, pod.partial)] : []),
    ...(namespaces ? [selectorMatches(namespaces, labels, !namespace)] : []),
  ];
  return answers.every((answer) => answer === 'yes' || answer === atLeast);
}

/** A selector with a requirement: one without selects everything, or is not meant for pods. */
function isNarrow(selector: LabelSelector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0 || (selector?.matchExpressions ?? []).length > 0;
}

/**
 * The objects that may hold what the manifests do not show. Those whose folders were read are left out.
 *
 * @param namespace of what is not shown; undefined where that is not known
 */
export function carriersOf(
  namespace: string | undefined,
  unread: readonly UnreadObject[],
  manifests: ManifestSet,
): readonly UnreadObject[] {
  const files = [...manifests.files.keys()].map((file) => `/${file}`);
  return unread.filter(({ object, role }) => {
    if (role !== 'carrier') return false;
    const { namespace: into, ...carried } = carriedBy(object, manifests.namespaceOf(object));
    if (into !== undefined && namespace !== undefined && into !== namespace) return false;
    const folders = carried.folders.map((folder) => folder.replace(/^\.?\/+|\/+$/g, ''));
    const isRead =
      folders.length > 0 && folders.every((folder) => files.some((file) => file.includes(`/${folder}/`)));
    return carried.chart || !isRead;
  });
}

/** Names them: `HelmRelease prometheus and 2 others`. Undefined where there is none. */
export function carriersText(carriers: readonly UnreadObject[]): string | undefined {
  const [first, ...others] = carriers;
  if (!first) return undefined;
  const { kind, name } = first.object;
  const more = others.length === 1 ? ' and another object' : ` and ${others.length} others`;
  return `${kind} ${name}${others.length === 0 ? '' : more}`;
}
