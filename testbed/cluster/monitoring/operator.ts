import type { ApplicableObject } from '../apply.ts';

const NAME = 'prometheus-operator';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': 'controller' };
const GROUP = 'monitoring.coreos.com';

/** The kinds that it watches, makes pods of, or reports on. */
const WITH_STATUS = [
  'alertmanagers',
  'prometheuses',
  'prometheusagents',
  'thanosrulers',
  'servicemonitors',
  'podmonitors',
  'probes',
  'scrapeconfigs',
  'prometheusrules',
  'alertmanagerconfigs',
];

interface OperatorImages {
  readonly operator: string;
  readonly reloader: string;
}

/** The Prometheus Operator in a namespace, with the rights that its own bundle gives it. */
export function operatorObjects(namespace: string, images: OperatorImages): readonly ApplicableObject[] {
  const metadata = { name: NAME, namespace, labels: LABELS };
  const objects: readonly object[] = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: NAME, labels: LABELS },
      rules: [
        {
          apiGroups: [GROUP],
          resources: WITH_STATUS.flatMap((kind) => [kind, `${kind}/finalizers`, `${kind}/status`]),
          verbs: ['*'],
        },
        { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['*'] },
        { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['*'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
        {
          apiGroups: [''],
          resources: ['services', 'services/finalizers', 'endpoints'],
          verbs: ['get', 'create', 'update', 'delete'],
        },
        { apiGroups: [''], resources: ['nodes', 'namespaces'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: NAME, labels: LABELS },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: operatorPod(images) },
      },
    },
  ];
  return objects as readonly ApplicableObject[];
}

function operatorPod({ operator, reloader }: OperatorImages): object {
  return {
    serviceAccountName: NAME,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: 1,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: NAME,
        image: operator,
        imagePullPolicy: 'IfNotPresent',
        args: [`--prometheus-config-reloader=${reloader}`, '--kubelet-endpoints=false'],
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
        resources: { requests: { cpu: '10m', memory: '100Mi' }, limits: { memory: '200Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  };
}
