import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { TestNode } from '../harness/with-node.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { GATEWAY_TOKEN, WEBHOOK_TOKEN } from './beside-gateway.ts';
import { DEPLOY, GATEWAY_KEYS, prepareForDeploy, removeDeploy, secret } from './installation.ts';
import { loadNodeImage, nodePod } from './pods.ts';

const OVERLAY = join(DEPLOY, 'overlays/example');
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 90_000, interval: 500 };
const PROMETHEUS = 'http://prometheus-k8s.monitoring.svc:9090';
/** Of the base. */
const INTERVAL_MS = 30_000;

const title = 'deploy/ on a node';

/** Runs a script with Node in the gateway's container. @returns what it prints */
const inGateway = (node: TestNode, script: string, container = 'gateway'): Promise<string> =>
  node.kubectl(['exec', '-n', 'openclaw', 'deploy/openclaw', '-c', container, '--', 'node', '-e', script]);

/** What the gateway says of itself. */
async function intervalOf(node: TestNode): Promise<number | undefined> {
  const script = `fetch('http://127.0.0.1:18789/api/status', { headers: { authorization: 'Bearer ${GATEWAY_TOKEN}' } })
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

const whyNot = whyNoImages(title);

await describeWithNode(['prometheus@3.5'], title, (node, [prometheus]) => {
  describe.skipIf(whyNot !== undefined)(`its overlay${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
    beforeAll(() => node.alone('deploy'), ALONE_MS);
    beforeAll(async () => {
      await prepareForDeploy(node, prometheus!.path);
      // The policies and the Deployment of the base; not what needs the definitions of the operator.
      const rendered = parseAllDocuments(await node.kubectl(['kustomize', OVERLAY])).map(
        (document) => document.toJS() as { kind: string; metadata: { name: string } },
      );
      await node.apply(
        ...rendered.filter(
          ({ kind, metadata }) => kind !== 'PrometheusRule' && metadata.name !== 'throughline-watch',
        ),
      );
      await node.apply(secret('openclaw', 'openclaw', GATEWAY_KEYS));
      await node.kubectl(['rollout', 'status', 'deployment/openclaw', '-n', 'openclaw', '--timeout=150s']);
    });
    afterAll(() => removeDeploy(node));

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
        headers: { authorization: 'Bearer ${GATEWAY_TOKEN}' }, signal: AbortSignal.timeout(3000) })
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
