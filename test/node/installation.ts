import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProductImage, buildServerImage } from '../../testbed/cluster/images/index.ts';
import { localVolume, volumeName } from '../../testbed/cluster/volume.ts';
import type { TestNode } from '../harness/with-node.ts';
import { GATEWAY_TOKEN, plainPrometheus, PROMETHEUS_IMAGE, WEBHOOK_TOKEN } from './beside-gateway.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
export const DEPLOY = join(CHECKOUT, 'deploy');

const PROMETHEUS_LABELS = { 'app.kubernetes.io/name': 'prometheus' };
const STATE = { namespace: 'openclaw', name: 'openclaw-state' };

/** A Prometheus where the base looks for one, without an operator. */
const prometheusObjects = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
  ...plainPrometheus('monitoring', PROMETHEUS_LABELS),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'prometheus-k8s', namespace: 'monitoring' },
    spec: { selector: PROMETHEUS_LABELS, ports: [{ name: 'web', port: 9090, targetPort: 'web' }] },
  },
];

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
  await node.apply(...prometheusObjects, await localVolume(running, STATE));
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
  await node.tryKubectl(['delete', 'persistentvolume', volumeName(STATE), '--ignore-not-found']);
}
