import type { Cluster, Pod } from '../model.ts';
import type { LabelSelector } from '../object.ts';
import { labelsOfNamespace } from '../peers.ts';
import { labelFact, type LabelFact } from '../selector.ts';

export const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
export const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';

/**
 * What Cilium leaves out of the labels that identify a pod by default, so that no selector sees them:
 * https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/
 */
const LEFT_OUT =
  /^(?:io\.kubernetes|kubernetes\.io|.*beta\.kubernetes\.io|k8s\.io|pod-template-generation|pod-template-hash|controller-revision-hash|controller-uid|annotation|etcd_node|topology\.kubernetes\.io|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/(?:job-completion-index|controller-uid))/;

/** Key of a selector: `k8s:app` and `any:app` are `app`. */
export function keyOf(written: string): { readonly source: string; readonly key: string } {
  const [, source, key] = /^([a-z0-9-]*):(.*)$/.exec(written) ?? [];
  if (source === undefined || key === undefined) return { source: 'any', key: written };
  return { source: source === '' ? 'any' : source, key };
}

export function identifies(key: string): boolean {
  return !LEFT_OUT.test(key);
}

/** A label of a pod as Cilium's selectors see it. */
export function labelOfPod(written: string, pod: Pod, cluster: Cluster): LabelFact {
  const { source, key } = keyOf(written);
  if (source === 'reserved') return { value: undefined };
  const unknown = (why: string): LabelFact => ({ value: undefined, open: true, why });
  if (source !== 'any' && source !== 'k8s') return unknown(`the label ${written} is not judged`);
  if (key === NAMESPACE_LABEL) return { value: pod.namespace };
  if (key.startsWith(NAMESPACE_LABELS)) {
    const { labels, partial } = labelsOfNamespace(pod.namespace, cluster);
    return labelFact(labels, key.slice(NAMESPACE_LABELS.length), partial);
  }
  if (key.startsWith('io.cilium.')) return unknown(`the label ${written} is not judged`);
  if (!identifies(key)) return unknown(`Cilium leaves the label ${key} out of its identities by default`);
  return labelFact(pod.labels, key, pod.partial);
}

export function selectorKeys({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string[] {
  return [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
}
