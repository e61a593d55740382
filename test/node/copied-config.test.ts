import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, readReport } from '../../src/shared/protocol/report.ts';
import { throughline } from '../harness/throughline.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { describeWithNode } from '../harness/with-node.ts';
import { GATEWAY_TOKEN } from './beside-gateway.ts';
import { type DeploymentObject, found, gatewayIn, install, type Installed, loadImages } from './installed.ts';

const title = 'a check of a copied configuration';
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
const whyNot = isFull ? whyNoImages(title) : 'only in npm run full';
const TOKEN = { OPENCLAW_GATEWAY_TOKEN: GATEWAY_TOKEN };

/** The base without its sidecar: what its init container copied stays. */
function copiedOnce({ spec }: DeploymentObject): void {
  spec.template.spec.containers = [gatewayIn(spec.template.spec.containers)];
}

await describeWithNode(['prometheus@3.5'], title, (node, [prometheus]) => {
  describe.skipIf(whyNot !== undefined)(
    `by an init container${whyNot === undefined ? '' : `: ${whyNot}`}`,
    () => {
      let there: Installed;
      beforeAll(async () => {
        await loadImages(node, prometheus!.path);
        there = await install(node, { deployment: copiedOnce });
      });
      afterAll(() => there?.stop());

      it('says from outside that an edit has not reached the gateway, and nothing of it inside the pod', async () => {
        const { kubeconfig } = node.running();
        const sources = ['--kubeconfig', kubeconfig, '--namespaces', there.namespace, '--gateway', there.url];
        const outside = async (): Promise<Report> =>
          readReport((await throughline(['check', ...sources, '-o', 'json'], { env: TOKEN })).stdout);
        expect(found(await outside(), 'TL109')).toMatchObject({ status: 'warn', severity: 'note' });
        const map = JSON.parse(
          await node.kubectl(['get', 'configmap', 'openclaw-config', '-n', there.namespace, '-o', 'json']),
        ) as { data: Record<string, string> };
        await node.apply({ ...map, data: { 'openclaw.json': `${map.data['openclaw.json']}// edited\n` } });
        expect(found(await outside(), 'TL109')).toMatchObject({
          status: 'fail',
          message:
            'only init containers mount openclaw-config: the gateway runs with a text that the ConfigMap no longer has',
        });
        const { stdout } = await node.tryKubectl([
          'exec',
          '-n',
          there.namespace,
          await there.pod(),
          '-c',
          'gateway',
          '--',
          'throughline',
          'check',
          '--gateway',
          'http://127.0.0.1:18789',
          '-o',
          'json',
        ]);
        expect(found(readReport(stdout), 'TL150')).toMatchObject({
          status: 'skip',
          message:
            '/var/lib/openclaw/openclaw.json is not on a volume of a ConfigMap: a copy, or a file of the host',
        });
      });
    },
  );
});
