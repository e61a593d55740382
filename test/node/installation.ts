import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProductImage, buildServerImage } from '../../testbed/cluster/images/index.ts';
import type { TestNode } from '../harness/with-node.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
export const DEPLOY = join(CHECKOUT, 'deploy');

/** The key of the Secret that requests to the gateway carry. */
export const GATEWAY_TOKEN = 'gateway-token-of-the-test';
export const WEBHOOK_TOKEN = 'webhook-token-of-the-test';

const PROMETHEUS_LABELS = { 'app.kubernetes.io/name': 'prometheus' };
const PROMETHEUS_IMAGE = 'quay.io/prometheus/prometheus:v3.5.3';

/** A Prometheus where the base looks for one, without an operator. */
const prometheusObjects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'prometheus', namespace: 'monitoring' },
    data: { 'prometheus.yml': 'global: {}\n' },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'prometheus', namespace: 'monitoring', labels: PROMETHEUS_LABELS },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'prometheus',
          image: PROMETHEUS_IMAGE,
          imagePullPolicy: 'IfNotPresent',
          args: [
            '--config.file=/etc/prometheus/prometheus.yml',
            '--storage.tsdb.path=/data',
            '--web.enable-otlp-receiver',
          ],
          ports: [{ name: 'web', containerPort: 9090 }],
          readinessProbe: { httpGet: { path: '/-/ready', port: 'web' }, periodSeconds: 1 },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/prometheus' },
            { name: 'data', mountPath: '/data' },
          ],
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: 'prometheus' } },
        { name: 'data', emptyDir: {} },
      ],
      securityContext: { fsGroup: 65_534 },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'prometheus-k8s', namespace: 'monitoring' },
    spec: { selector: PROMETHEUS_LABELS, ports: [{ name: 'web', port: 9090, targetPort: 'web' }] },
  },
];

/** The node has no provisioner of volumes: a folder of it, which the gateway's claim finds. */
const volume = (path: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'openclaw-state' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    claimRef: { namespace: 'openclaw', name: 'openclaw-state' },
    local: { path },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['lab'] }] },
        ],
      },
    },
  },
});

/** Every key that the gateway's pod takes. */
export const GATEWAY_KEYS: Readonly<Record<string, string>> = {
  OPENCLAW_GATEWAY_TOKEN: GATEWAY_TOKEN,
  OPENCLAW_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
  OPENCLAW_MODEL_BASE_URL: 'https://models.example/v1',
  OPENCLAW_MODEL_API_KEY: 'none',
};

/** A Secret of the cluster, as `kubectl create secret` makes it. */
export const secret = (name: string, namespace: string, stringData: object): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  stringData,
});

/**
 * Makes the node as an installation finds it: the product's image, a Prometheus with its receiver on, and a volume. The
 * namespace `openclaw` is not there.
 *
 * @param prometheus the binary of a Prometheus 3.5
 */
export async function prepareForDeploy(node: TestNode, prometheus: string): Promise<void> {
  const running = node.running();
  await running.load((await buildProductImage({ checkout: CHECKOUT })).archive);
  await running.load((await buildServerImage({ name: PROMETHEUS_IMAGE, binary: prometheus })).archive);
  const folder = running.folder.file('volumes', 'openclaw-state');
  await mkdir(folder, { recursive: true });
  await node.apply(...prometheusObjects, volume(folder));
  await node.kubectl([
    'wait',
    '-n',
    'monitoring',
    '--for=condition=Ready',
    'pod/prometheus',
    '--timeout=90s',
  ]);
}

/** Takes all of it away again, with what was applied of `deploy/`, so that the next file finds an empty cluster. */
export async function removeDeploy(node: TestNode): Promise<void> {
  await node.tryKubectl(['delete', 'namespace', 'openclaw', 'monitoring', '--ignore-not-found']);
  await node.tryKubectl(['delete', 'persistentvolume', 'openclaw-state', '--ignore-not-found']);
  await rm(node.running().folder.file('volumes', 'openclaw-state'), { recursive: true, force: true });
}
