import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildServerImage } from '../../testbed/cluster/images/index.ts';
import type { TestNode } from './with-node.ts';

const DEMO = fileURLToPath(new URL('../../src/demo', import.meta.url));
const IMAGE = 'docker.io/library/lab-model:lab';
const PROGRAM = '/model/server.mjs';
const PORT = 8000;
/** Where the component `model-in-cluster` allows a model server. */
const NAMESPACE = 'models';
const LABELS = { 'app.kubernetes.io/component': 'model-server' };

/** What `models.providers.<id>.baseUrl` has to be. */
export const MODEL_URL = `http://model.${NAMESPACE}.svc:${PORT}/v1`;

/** Starts the demo's model server, with its faults, as a pod where the component `model-in-cluster` allows it. */
export async function startModelInCluster(node: TestNode): Promise<void> {
  const image = { name: IMAGE, binary: process.execPath, path: '/bin/node' };
  const files = [{ path: PROGRAM, text: await program() }];
  await node.running().load((await buildServerImage({ ...image, files })).archive);
  const metadata = { name: 'model', namespace: NAMESPACE, labels: LABELS };
  await node.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: LABELS, ports: [{ port: PORT }] } },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec() },
  );
  await node.kubectl(['wait', '-n', NAMESPACE, '--for=condition=Ready', 'pod/model', '--timeout=90s']);
}

/** Takes it away, and waits until it is gone. */
export async function removeModelInCluster(node: TestNode): Promise<void> {
  await node.kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
}

/** One file, because the image has no packages. */
async function program(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { startModelServer } from './model-server/index.ts';
        import { DEMO_FAULTS } from './traffic.ts';
        await startModelServer(DEMO_FAULTS, ${PORT}, '0.0.0.0');`,
      resolveDir: DEMO,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  return outputFiles[0]!.text;
}

function podSpec(): object {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'model',
        image: IMAGE,
        imagePullPolicy: 'IfNotPresent',
        args: [PROGRAM],
        ports: [{ containerPort: PORT }],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  };
}
