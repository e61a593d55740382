import type { ApplicableObject } from '../apply.ts';

const ACCOUNT = 'prometheus-k8s';
const POD_LABELS = {
  'app.kubernetes.io/component': 'prometheus',
  'app.kubernetes.io/name': 'prometheus',
  'app.kubernetes.io/part-of': 'kube-prometheus',
};
const SELECTOR = { ...POD_LABELS, 'app.kubernetes.io/instance': 'k8s' };

interface Installation {
  readonly namespace: string;
  /** With its tag, `quay.io/prometheus/prometheus:v3.5.3`. */
  readonly image: string;
  /** Without a `v`. */
  readonly version: string;
}

/**
 * The Prometheus `k8s` as kube-prometheus installs it, with one replica: Service, service account, and a policy that closes it
 * to all but Grafana and others of Prometheus. Its receiver is off.
 */
export function prometheusObjects({ namespace, image, version }: Installation): readonly ApplicableObject[] {
  const labels = { ...SELECTOR, 'app.kubernetes.io/version': version };
  const metadata = { name: ACCOUNT, namespace, labels };
  const everything = {
    podMonitorNamespaceSelector: {},
    podMonitorSelector: {},
    probeNamespaceSelector: {},
    probeSelector: {},
    ruleNamespaceSelector: {},
    ruleSelector: {},
    scrapeConfigNamespaceSelector: {},
    scrapeConfigSelector: {},
    serviceMonitorNamespaceSelector: {},
    serviceMonitorSelector: {},
  };
  const objects: readonly object[] = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: true },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: SELECTOR,
        sessionAffinity: 'ClientIP',
        ports: [
          { name: 'web', port: 9090, targetPort: 'web' },
          { name: 'reloader-web', port: 8080, targetPort: 'reloader-web' },
        ],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: SELECTOR },
        policyTypes: ['Egress', 'Ingress'],
        egress: [{}],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }],
            ports: [
              { port: 9090, protocol: 'TCP' },
              { port: 8080, protocol: 'TCP' },
            ],
          },
          {
            from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'grafana' } } }],
            ports: [{ port: 9090, protocol: 'TCP' }],
          },
        ],
      },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'k8s', namespace, labels },
      spec: {
        ...everything,
        version,
        image,
        replicas: 1,
        retention: '10d',
        podMetadata: { labels },
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        resources: { requests: { memory: '200Mi' } },
        serviceAccountName: ACCOUNT,
        securityContext: { fsGroup: 2000, runAsNonRoot: true, runAsUser: 1000 },
        storage: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      },
    },
  ];
  return objects as readonly ApplicableObject[];
}
