import { beforeAll, expect, it } from 'vitest';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { describeWithNode, type TestNode } from '../harness/with-node.ts';
import { throughline } from '../harness/throughline.ts';
import { echoScript, loadNodeImage, nodePod } from './pods.ts';

const PORT = 8080;
const PATIENCE_MS = 60_000;

/** What a pod gets from a URL: the text, or the code of the error. */
async function got(node: TestNode, namespace: string, pod: string, url: string): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(2000) }).then((it) => it.text()).then(
    console.log, (error) => console.log('no response: ' + (error.cause?.code ?? error.name)))`;
  return (await node.kubectl(['exec', '-n', namespace, pod, '--', '/bin/node', '-e', script])).trim();
}

await describeWithNode([], 'the cluster of the lab', (node) => {
  let namespace: string;
  beforeAll(async () => {
    namespace = await node.namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    await loadNodeImage(node.running());
    const labels = { app: 'greeter' };
    await node.apply(
      nodePod({ name: 'greeter', namespace, labels, script: echoScript('hello', PORT), port: PORT }),
      nodePod({ name: 'asker', namespace }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'greeter', namespace },
        spec: { selector: labels, ports: [{ port: 80, targetPort: PORT }] },
      },
    );
    await node.kubectl([
      'wait',
      '-n',
      namespace,
      '--for=condition=Ready',
      'pod/greeter',
      'pod/asker',
      '--timeout=90s',
    ]);
  });

  it('is found up by a second up, which says how long the first took', async () => {
    const { path } = node.running().folder;
    const { code, stdout } = await throughline(['lab', 'cluster', 'up', '--folder', path, '-o', 'json']);
    expect(code).toBe(0);
    const status = JSON.parse(stdout) as { state: string; readySeconds: number; api: string };
    expect(status).toMatchObject({ state: 'ready', api: node.running().api });
    expect(status.readySeconds).toBeGreaterThan(0);
    process.stderr.write(`the cluster was ready in ${status.readySeconds} s\n`);
  });

  it('runs pods that find a Service by its name in DNS', async () => {
    expect(await got(node, namespace, 'asker', 'http://greeter')).toBe('hello');
    expect(await got(node, namespace, 'asker', `http://greeter.${namespace}.svc.cluster.local`)).toBe(
      'hello',
    );
  });

  it('says of a name that no Service has that it does not exist', async () => {
    expect(await got(node, namespace, 'asker', 'http://nobody')).toBe('no response: ENOTFOUND');
  });

  it('gives the log of a pod, and its address to a process on the machine', async () => {
    const pod = JSON.parse(await node.kubectl(['get', 'pod', 'greeter', '-n', namespace, '-o', 'json'])) as {
      status: { podIP: string };
    };
    const relay = await node.running().forward({ host: pod.status.podIP, port: PORT });
    const http = new HttpSource(`http://${relay.host}:${relay.port}`, { timeoutMs: 5_000 });
    try {
      expect((await http.get('/')).body).toBe('hello');
    } finally {
      await http.close();
      relay.stop();
    }
    expect(await node.kubectl(['logs', 'greeter', '-n', namespace])).toBe('');
  });

  it('cuts a pod off by a NetworkPolicy, and lets it through again without', async () => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace },
      spec: { podSelector: { matchLabels: { app: 'greeter' } }, policyTypes: ['Ingress'] },
    };
    const ask = (): Promise<string> => got(node, namespace, 'asker', 'http://greeter');
    await node.apply(policy);
    await expect.poll(ask, { timeout: PATIENCE_MS }).toMatch(/^no response/);
    await node.kubectl(['delete', 'networkpolicy', 'closed', '-n', namespace]);
    await expect.poll(ask, { timeout: PATIENCE_MS }).toBe('hello');
  });

  it('rejects a pod that the policy restricted does not admit', async () => {
    const { code, stderr } = await node.tryKubectl(
      ['apply', '-f', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'privileged', namespace },
        spec: { containers: [{ name: 'main', image: 'x', securityContext: { privileged: true } }] },
      }),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  });
});
