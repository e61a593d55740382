import type { ApplicableObject } from '../../testbed/cluster/index.ts';

export const NAMESPACE = 'openclaw';
export const GROUP = 'rbac.authorization.k8s.io';
export const LABELS = { 'app.kubernetes.io/name': 'openclaw' };

/** An object in the namespace. */
export const object = (apiVersion: string, kind: string, name: string, fields: object): ApplicableObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  ...fields,
});

/** The pods of that Deployment. */
export function template(key: string, optional = false): object {
  const valueFrom = { secretKeyRef: { name: 'openclaw', key, optional } };
  return {
    metadata: { labels: LABELS },
    spec: {
      containers: [
        { name: 'gateway', image: 'throughline:0.1.0', env: [{ name: 'OPENCLAW_GATEWAY_TOKEN', valueFrom }] },
      ],
    },
  };
}

/** A Deployment whose pods take this key of the Secret `openclaw`. */
export const deployment = (key: string, optional?: boolean): ApplicableObject =>
  object('apps/v1', 'Deployment', 'openclaw', {
    spec: { selector: { matchLabels: LABELS }, template: template(key, optional) },
  });

/** Exactly the rights that the hook before a sync has. */
export function rightsOf(user: string, ...rules: readonly object[]): ApplicableObject[] {
  const subjects = [{ apiGroup: GROUP, kind: 'User', name: user }];
  const roleRef = { apiGroup: GROUP, kind: 'Role', name: user };
  return [
    object(`${GROUP}/v1`, 'Role', user, { rules }),
    object(`${GROUP}/v1`, 'RoleBinding', user, { roleRef, subjects }),
  ];
}

/** The right to get one object. */
export const read = (resource: string, name: string): object => ({
  apiGroups: [''],
  resources: [resource],
  resourceNames: [name],
  verbs: ['get'],
});
