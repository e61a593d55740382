import { parseCidr } from './ip-block.ts';
import type { Labels, Pod } from './model.ts';

/** Labels that identify an application and stay the same over rollouts, the best first. */
const IDENTITY_LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app', 'k8s-app', 'name'];

/** Labels that a controller gives to each rollout or replica. */
const FLEETING_LABELS =
  /(?:^|\/)(?:pod-template-hash|controller-revision-hash|pod-name|pod-index|pod-template-generation)$/;

/** The labels by which a rule names a pod. */
export function identityOf({ labels }: Pod): Labels {
  const known = IDENTITY_LABELS.filter((key) => Object.hasOwn(labels, key));
  // Names of Prometheus pods are shared by all instances; the two that Kubernetes recommends go together.
  const keys = known[0]?.startsWith('app.kubernetes.io/')
    ? known.filter((key) => key.startsWith('app.kubernetes.io/'))
    : known.slice(0, 1);
  if (keys.length > 0) return pick(labels, keys);
  return pick(
    labels,
    Object.keys(labels).filter((key) => !FLEETING_LABELS.test(key)),
  );
}

function pick(labels: Labels, keys: readonly string[]): Labels {
  return Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']));
}

/** The block that holds one address. */
export function hostCidr(address: string): string {
  return parseCidr(`${address}/128`) ? `${address}/128` : `${address}/32`;
}
