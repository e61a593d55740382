import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { buildProductImage, buildServerImage } from '../../testbed/cluster/images/index.ts';
import type { TestNode } from '../harness/with-node.ts';
import { describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { loadNodeImage, nodePod } from './pods.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const OVERLAY = fileURLToPath(new URL('../../deploy/overlays/example', import.meta.url));
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 90_000, interval: 500 };
const TOKEN = 'gateway-token-of-the-test';
const WEBHOOK_TOKEN = 'webhook-token-of-the-test';
const PROMETHEUS = 'http://prometheus-k8s.monitoring.svc:9090';
/** Of the base. */
const INTERVAL_MS = 30_000;

const title = 'deploy/ on a node';

/** Runs a script with Node in the gateway's container. @returns what it prints */
const inGateway = (node: TestNode, script: string, container = 'gateway'): Promise<string> =>
  node.kubectl(['exec', '-n', 'openclaw', 'deploy/openclaw', '-c', container, '--', 'node', '-e', script]);

/** What the gateway says of itself. */
async function intervalOf(node: TestNode): Promise<number | undefined> {
  const script = `fetch('http://127.0.0.1:18789/api/status', { headers: { authorization: 'Bearer ${TOKEN}' } })
    .then((it) => it.text()).then(console.log)`;
  const status = JSON.parse(await inGateway(node, script)) as { exporter?: { intervalMs: number } };
  return status.exporter?.intervalMs;
}

/** What a request from the gateway's pod gets: the text, or that there is no response. */
const gotBy = (node: TestNode, url: string): Promise<string> =>
  inGateway(
    node,
    `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(3000) }).then((it) => it.text())
      .then(console.log, () => console.log('no response'))`,
  );

const PROMETHEUS_LABELS = { 'app.kubernetes.io/name': 'prometheus' };
const IMAGE = 'quay.io/prometheus/prometheus:v3.5.3';

/** A Prometheus where the base looks for one. */
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
          image: IMAGE,
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

const secret = (name: string, namespace: string, stringData: object): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  stringData,
});

const whyNot = whyNoImages(title);

await describeWithNode(['prometheus@3.5'], title, (node, [prometheus]) => {
  describe.skipIf(whyNot !== undefined)(`its overlay${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
    beforeAll(async () => {
      const running = node.running();
      await running.load((await buildProductImage({ checkout: CHECKOUT })).archive);
      await running.load((await buildServerImage({ name: IMAGE, binary: prometheus!.path })).archive);
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
      // The policies and the Deployment of the base; not what needs the definitions of the operator.
      const rendered = parseAllDocuments(await node.kubectl(['kustomize', OVERLAY])).map(
        (document) => document.toJS() as { kind: string; metadata: { name: string } },
      );
      await node.apply(
        ...rendered.filter(
          ({ kind, metadata }) => kind !== 'PrometheusRule' && metadata.name !== 'throughline-watch',
        ),
      );
      await node.apply(
        secret('openclaw', 'openclaw', {
          OPENCLAW_GATEWAY_TOKEN: TOKEN,
          OPENCLAW_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
          OPENCLAW_MODEL_BASE_URL: 'https://models.example/v1',
          OPENCLAW_MODEL_API_KEY: 'none',
        }),
      );
      await node.kubectl(['rollout', 'status', 'deployment/openclaw', '-n', 'openclaw', '--timeout=150s']);
    });
    afterAll(async () => {
      await node.tryKubectl(['delete', 'namespace', 'openclaw', 'monitoring', '--ignore-not-found']);
      await node.tryKubectl(['delete', 'persistentvolume', 'openclaw-state', '--ignore-not-found']);
    });

    it('comes up with both containers ready, in a namespace that admits only restricted pods', async () => {
      const [pod] = (
        JSON.parse(await node.kubectl(['get', 'pods', '-n', 'openclaw', '-o', 'json'])) as {
          items: {
            status: { containerStatuses: { name: string; ready: boolean; restartCount: number }[] };
          }[];
        }
      ).items;
      expect(pod?.status.containerStatuses).toMatchObject([
        { name: 'config-manager', ready: true, restartCount: 0 },
        { name: 'gateway', ready: true, restartCount: 0 },
      ]);
      const labels = await node.kubectl([
        'get',
        'namespace',
        'openclaw',
        '-o',
        'jsonpath={.metadata.labels}',
      ]);
      expect(labels).toContain('"pod-security.kubernetes.io/enforce":"restricted"');
    });

    it('lets the gateway reach Prometheus, and not the API server', async () => {
      expect(await gotBy(node, `${PROMETHEUS}/-/healthy`)).toMatch(/^Prometheus Server is Healthy/);
      await expect.poll(() => gotBy(node, 'http://10.99.0.1:6443'), PATIENCE).toBe('no response\n');
    });

    it('lets a check reach the gateway by its Service, and no pod without the label of one', async () => {
      await loadNodeImage(node.running());
      await node.apply(nodePod({ name: 'asker', namespace: 'openclaw' }));
      await node.kubectl(['wait', '-n', 'openclaw', '--for=condition=Ready', 'pod/asker', '--timeout=90s']);
      const script = `fetch('http://openclaw:18789/api/status', {
        headers: { authorization: 'Bearer ${TOKEN}' }, signal: AbortSignal.timeout(3000) })
        .then((it) => console.log(it.status), () => console.log('no response'))`;
      const ask = (): Promise<string> =>
        node.kubectl(['exec', '-n', 'openclaw', 'asker', '--', '/bin/node', '-e', script]);
      await expect.poll(ask, PATIENCE).toBe('no response\n');
      await node.kubectl(['label', '-n', 'openclaw', 'pod/asker', 'app.kubernetes.io/component=check']);
      await expect.poll(ask, PATIENCE).toBe('200\n');
    });

    it('carries an edit of the ConfigMap to the running gateway by the kubelet and the sidecar', async () => {
      expect(await intervalOf(node)).toBe(INTERVAL_MS);
      const stored = JSON.parse(
        await node.kubectl(['get', 'configmap', 'openclaw-config', '-n', 'openclaw', '-o', 'json']),
      ) as { data: Record<string, string> };
      const text = stored.data['openclaw.json'] ?? '';
      const edited = text.replace(`"flushIntervalMs": ${INTERVAL_MS}`, '"flushIntervalMs": 1000');
      const before = Date.now();
      await node.apply({ ...stored, data: { 'openclaw.json': edited } });
      await expect.poll(() => intervalOf(node), PATIENCE).toBe(1_000);
      const after = Date.now();
      const mounted = Number(
        await inGateway(node, `console.log(fs.lstatSync('/etc/openclaw/..data').ctimeMs)`, 'config-manager'),
      );
      expect(mounted).toBeGreaterThan(before);
      const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
      process.stderr.write(
        `edit → mounted by the kubelet: ${seconds(mounted - before)}; → exported by the gateway: ` +
          `at most ${seconds(after - mounted)} later\n`,
      );
    });

    it('brings a message that the gateway received to Prometheus as a metric', async () => {
      const post = `fetch('http://127.0.0.1:18789/webhooks/discord', { method: 'POST', body: '{"type":1}',
        headers: { 'content-type': 'application/json', authorization: 'Bearer ${WEBHOOK_TOKEN}' } })
        .then((it) => console.log(it.status))`;
      expect(await inGateway(node, post)).toMatch(/^\d+\n$/);
      const query = `${PROMETHEUS}/api/v1/query?query=openclaw_webhook_received_total`;
      await expect.poll(() => gotBy(node, query), PATIENCE).toContain('"job":"openclaw"');
    });
  });
});
