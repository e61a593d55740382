import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Report, readReport } from '../../src/shared/protocol/report.ts';
import { ENTRY, throughline } from '../harness/throughline.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { describeWithNode } from '../harness/with-node.ts';
import { GATEWAY_TOKEN } from './beside-gateway.ts';
import { type DeploymentObject, found, gatewayIn, install, type Installed, loadImages } from './installed.ts';

const title = 'a check';
const whyNot = whyNoImages(title);
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 120_000, interval: 1_000 };
const CONFIG = '/etc/openclaw/openclaw.json';
const TOKEN = { OPENCLAW_GATEWAY_TOKEN: GATEWAY_TOKEN };

/** The gateway reads the ConfigMap itself, mounted by subPath; no sidecar. */
function mountedBySubPath({ spec }: DeploymentObject): void {
  const pod = spec.template.spec;
  const gateway = gatewayIn(pod.containers);
  pod.initContainers = [];
  pod.containers = [gateway];
  gateway.args = ['gateway', '--config', CONFIG, '--state-dir', '/var/lib/openclaw-state'];
  gateway.volumeMounts = [
    ...gateway.volumeMounts.filter(({ name }) => name === 'state'),
    { name: 'configmap', mountPath: CONFIG, subPath: 'openclaw.json', readOnly: true },
  ];
}

/** All but the receiver: DNS alone. */
const closed = (namespace: string): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'no-receiver', namespace },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'openclaw' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] }],
  },
});

/** A pod with the product's image that waits. It has the configuration from a Secret, so that it is not taken for the gateway. */
const pod = (namespace: string, name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'check',
        image: 'throughline:0.1.0',
        command: ['node', '-e', 'setInterval(() => {}, 60_000)'],
        env: Object.entries(TOKEN).map(([key, value]) => ({ name: key, value })),
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        volumeMounts: [{ name: 'config', mountPath: '/etc/openclaw' }],
      },
    ],
    volumes: [{ name: 'config', secret: { secretName: 'asker' } }],
    ...spec,
  },
});

await describeWithNode(['prometheus@3.5'], title, (node, [prometheus]) => {
  describe.skipIf(whyNot !== undefined)(`by its vantage${whyNot === undefined ? '' : `: ${whyNot}`}`, () => {
    let there: Installed;
    beforeAll(async () => {
      await loadImages(node, prometheus!.path);
      there = await install(node, { deployment: mountedBySubPath });
      const { namespace } = there;
      const map = await node.kubectl(['get', 'configmap', 'openclaw-config', '-n', namespace, '-o', 'json']);
      const { data } = JSON.parse(map) as { data: Record<string, string> };
      await node.apply(
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'asker', namespace }, stringData: data },
        pod(namespace, 'asker'),
      );
      await node.kubectl(['wait', '-n', namespace, '--for=condition=Ready', 'pod/asker', '--timeout=90s']);
    });
    afterAll(() => there?.stop());

    /** Runs check in a pod. */
    const inPod = async (name: string, args: readonly string[], output = 'json'): Promise<string> => {
      const command = ['throughline', 'check', ...args, '-o', output];
      const container = name === 'asker' || name === 'namesake' ? 'check' : 'gateway';
      const { stdout } = await node.tryKubectl([
        'exec',
        '-n',
        there.namespace,
        name,
        '-c',
        container,
        '--',
        ...command,
      ]);
      return stdout;
    };
    const inGatewaysPod = async (): Promise<Report> => {
      const sources = ['--config', CONFIG, '--gateway', 'http://127.0.0.1:18789'];
      return readReport(await inPod(await there.pod(), [...sources, '--backend', 'http://prometheus:9090']));
    };
    const outside = async (...args: string[]): Promise<Report> => {
      const { kubeconfig } = node.running();
      const all = [
        'check',
        '--kubeconfig',
        kubeconfig,
        '--namespaces',
        there.namespace,
        ...args,
        '-o',
        'json',
      ];
      return readReport((await throughline(all, { env: TOKEN })).stdout);
    };
    /** Changes the ConfigMap, and not its meaning. */
    const edit = async (): Promise<void> => {
      const text = await node.kubectl([
        'get',
        'configmap',
        'openclaw-config',
        '-n',
        there.namespace,
        '-o',
        'json',
      ]);
      const map = JSON.parse(text) as { data: Record<string, string> };
      await node.apply({ ...map, data: { 'openclaw.json': `${map.data['openclaw.json']}// edited\n` } });
    };

    it("sees in the gateway's pod that its file is mounted by subPath, and that an edit has not reached it", async () => {
      const before = await inGatewaysPod();
      expect(before.vantage).toBe("inside the gateway's pod");
      expect(found(before, 'TL150')).toMatchObject({
        status: 'warn',
        message: `${CONFIG} is mounted by subPath openclaw.json, which is never updated`,
      });
      expect(found(before, 'TL402')).toMatchObject({ status: 'pass' });
      await edit();
      await expect.poll(async () => found(await inGatewaysPod(), 'TL150')?.status, PATIENCE).toBe('fail');
    });

    it('sees the same from outside by --kubeconfig, and the text that runs with --gateway', async () => {
      const report = await outside();
      expect(report.vantage).toBe('this process, not where the gateway runs');
      const message = 'gateway mounts openclaw-config by subPath openclaw.json, which is never updated';
      expect(found(report, 'TL109')).toMatchObject({ status: 'fail', message });
      const withGateway = await outside('--gateway', there.url);
      expect(found(withGateway, 'TL109')).toMatchObject({
        status: 'fail',
        message: `${message}: the gateway runs with a text that the ConfigMap no longer has`,
      });
      // The mounts are those of the gateway's process, which does not run here.
      expect(found(withGateway, 'TL150')).toMatchObject({ status: 'skip' });
    });

    describe('where only the gateway may not reach Prometheus', () => {
      beforeAll(async () => {
        await node.apply(closed(there.namespace));
        // A policy does not close connections that are open: the gateway of a new pod has none.
        await node.kubectl(['delete', 'pod', '-n', there.namespace, await there.pod(), '--grace-period=1']);
        await vi.waitFor(
          async () => expect((await there.status())?.exporter?.lastError?.message).toBeDefined(),
          PATIENCE,
        );
      });

      it("fails in the gateway's pod", async () => {
        expect(found(await inGatewaysPod(), 'TL402')).toMatchObject({ status: 'fail' });
      });

      it('concludes nothing from the connection of another pod, and names its vantage in each format', async () => {
        const where = "this process, in a pod that is not the gateway's";
        const sources = ['--config', CONFIG, '--backend', 'http://prometheus:9090'];
        const report = readReport(await inPod('asker', sources));
        expect(report.vantage).toBe(where);
        // Prometheus responds to this pod.
        expect(found(report, 'TL501')?.status).not.toBe('fail');
        expect(found(report, 'TL402')).toMatchObject({
          status: 'unknown',
          message: `not tried: ${where}, so a connection from here to prometheus:9090 proves nothing`,
        });
        for (const output of ['text', 'markdown']) {
          expect((await inPod('asker', sources, output)).toLowerCase()).toContain(`checked from ${where}`);
        }
      });

      it("fails in another pod by what the gateway's own exporter says", async () => {
        const sources = ['--config', CONFIG, '--gateway', 'http://openclaw:18789'];
        const report = readReport(await inPod('asker', [...sources, '--backend', 'http://prometheus:9090']));
        expect(found(report, 'TL402')).toMatchObject({ status: 'fail' });
      });

      it.runIf(isFull)("is not taken for the gateway's in a pod of the same host name", async () => {
        const hostname = await there.pod();
        await node.apply(pod(there.namespace, 'namesake', { hostname }));
        const ready = ['--for=condition=Ready', 'pod/namesake', '--timeout=90s'];
        await node.kubectl(['wait', '-n', there.namespace, ...ready]);
        const sources = ['--gateway', 'http://openclaw:18789', '--backend', 'http://prometheus:9090'];
        const report = readReport(await inPod('namesake', ['--config', CONFIG, ...sources]));
        expect(report.vantage).toBe("this process, in a pod that is not the gateway's");
      });

      it.runIf(isFull)('says that it runs on the node, and tries no connection from there', async () => {
        const running = node.running();
        const sources = [
          '--kubeconfig',
          running.folder.file('node.kubeconfig'),
          '--namespaces',
          there.namespace,
        ];
        const address = async (name: string): Promise<string> =>
          node.kubectl(['get', 'service', name, '-n', there.namespace, '-o', 'jsonpath={.spec.clusterIP}']);
        const urls = [
          '--gateway',
          `http://${await address('openclaw')}:18789`,
          '--backend',
          `http://${await address('prometheus')}:9090`,
        ];
        // The node's name in a namespace of host names of its command.
        const named = ['unshare', '--uts', 'sh', '-c', 'hostname lab && exec "$@"', 'sh'];
        const env = ['env', ...Object.entries(TOKEN).map(([key, value]) => `${key}=${value}`)];
        const { stdout } = await running.run([
          ...named,
          ...env,
          process.execPath,
          ENTRY,
          'check',
          ...sources,
          ...urls,
          '-o',
          'json',
        ]);
        const report = readReport(stdout);
        expect(report.vantage).toBe("this process, on the gateway's node, not in its pod");
        // The node itself reaches Prometheus.
        expect(found(report, 'TL501')?.status).not.toBe('fail');
        // The policy is the cause; it is read from the cluster, and no connection was tried.
        expect(found(report, 'TL403')).toMatchObject({ status: 'fail' });
        expect(found(report, 'TL402')).toMatchObject({ status: 'blocked' });
        expect(found(report, 'TL150')).toMatchObject({ status: 'skip' });
      });
    });
  });
});
