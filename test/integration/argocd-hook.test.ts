import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { openCluster, readKubeconfig } from '../../src/prove/sources/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { type Ended, throughline } from '../harness/throughline.ts';
import { describeWithPrograms, describeWithServers } from '../harness/with-server.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));
const OVERLAY = `resources: [../../base]
components:
  - ../../components/namespace
  - ../../components/network-policies
  - ../../components/rights
`;

interface Shipped extends ApplicableObject {
  readonly metadata: ApplicableObject['metadata'] & {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly template?: unknown;
    readonly containers: readonly { readonly args: readonly string[] }[];
  };
  readonly template?: unknown;
}

/** `deploy/` with these components, as kustomize builds it. */
async function built(kustomize: string, ...components: readonly string[]): Promise<Shipped[]> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-hook-'));
  try {
    await cp(DEPLOY, folder, { recursive: true });
    const overlay = join(folder, 'overlays/hook');
    await cp(join(folder, 'overlays/example'), overlay, { recursive: true });
    const more = components.map((name) => `  - ../../components/${name}\n`).join('');
    await writeFile(join(overlay, 'kustomization.yaml'), `${OVERLAY}${more}`);
    const text = execFileSync(kustomize, ['build', overlay], { encoding: 'utf8', stdio: 'pipe' });
    return parseAllDocuments(text).map((document) => document.toJS() as Shipped);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const find = (objects: readonly Shipped[], kind: string, name: string): Shipped => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

/** Empty where it is not on this machine: then the tests on an API server are skipped with the others. */
let kustomizePath = '';

await describeWithPrograms(['kustomize'], 'the hooks of Argo CD', ([kustomize]) => {
  kustomizePath = kustomize!.path;

  it('are bare pods, of which Argo CD shows the termination message', async () => {
    const objects = await built(kustomizePath, 'argocd-hook');
    const hooks = objects.filter(
      ({ metadata }) => metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined,
    );
    const named = hooks.map(({ kind, metadata: { name, annotations } }) => [
      kind,
      name,
      annotations?.['argocd.argoproj.io/hook'],
      annotations?.['argocd.argoproj.io/sync-wave'] ?? '0',
    ]);
    expect(named.map((each) => each.join(' ')).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'Pod throughline-after-sync PostSync 0',
      'Pod throughline-before-sync PreSync 0',
      'PodTemplate openclaw PreSync -1',
      'Role throughline-check PreSync -1',
      'RoleBinding throughline-check PreSync -1',
      'ServiceAccount throughline-check PreSync -1',
    ]);
    for (const { metadata } of hooks)
      expect(metadata.annotations?.['argocd.argoproj.io/hook-delete-policy']).toBe('BeforeHookCreation');
  });

  it('carry the pods of the Deployment as they are about to run', async () => {
    const objects = await built(kustomizePath, 'argocd-hook');
    const { template } = find(objects, 'PodTemplate', 'openclaw');
    expect(template).toEqual(find(objects, 'Deployment', 'openclaw').spec.template);
  });

  it.each(['argocd-hook', 'check-job'])(
    'have no finding by the check of the manifests with %s',
    async (component) => {
      const objects = await built(kustomizePath, component);
      const folder = await mkdtemp(join(tmpdir(), 'throughline-hook-'));
      try {
        await writeFile(
          join(folder, 'all.json'),
          JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
        );
        const { stdout, code } = await throughline([
          'check',
          '--static',
          '--manifests',
          folder,
          '-o',
          'json',
        ]);
        const { checks } = readReport(stdout);
        expect(checks.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
        expect(checks.find(({ id }) => id === 'TL203')?.status).toBe('pass');
        expect(code).toBe(0);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});

const SERVICE_ACCOUNT = 'system:serviceaccount:openclaw:throughline-check';
const KEYS = [
  'OPENCLAW_GATEWAY_TOKEN',
  'OPENCLAW_WEBHOOK_TOKEN',
  'OPENCLAW_MODEL_BASE_URL',
  'OPENCLAW_MODEL_API_KEY',
];

const secret = (keys: readonly string[]): ApplicableObject =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'openclaw', namespace: 'openclaw' },
    stringData: Object.fromEntries(keys.map((key) => [key, 'x'])),
  }) as ApplicableObject;

await describeWithServers(
  ['etcd', 'kube-apiserver'],
  'the hooks on a real API server',
  ([etcd, apiserver]) => {
    describe.skipIf(kustomizePath === '')('with the rights and pods that are shipped', () => {
      let cluster: RunningCluster;
      let folder: string;
      let objects: Shipped[];

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'throughline-hook-'));
        objects = await built(kustomizePath, 'argocd-hook', 'argocd-state');
        cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, [SERVICE_ACCOUNT]);
        const namespaces = ['argocd', 'monitoring'].map((name) => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        }));
        await cluster.apply([...namespaces, ...objects]);
      }, 120_000);

      afterAll(async () => {
        await cluster.stop();
        await rm(folder, { recursive: true });
      });

      /** The command of a shipped pod, with a kubeconfig of its service account in place of that of the pod. */
      async function run(
        pod: string,
        change: (args: readonly string[]) => readonly string[],
      ): Promise<Ended> {
        const kubeconfig = await cluster.kubeconfigOf(SERVICE_ACCOUNT);
        const [container] = find(objects, 'Pod', pod).spec.containers;
        const args = (container?.args ?? []).map((arg) => (arg === 'in-cluster' ? kubeconfig : arg));
        return throughline(change(args), { cwd: folder, env: { THROUGHLINE_GATEWAY_TOKEN: 'x' } });
      }
      const line = () => readFile(join(folder, 'line'), 'utf8');
      const local = (args: readonly string[]): string[] =>
        args.map((arg) => (arg === '/dev/termination-log' ? 'line' : arg));

      it('are admitted to a namespace with Pod Security restricted', async () => {
        const http = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
        try {
          const answer = await http.get('/api/v1/namespaces/openclaw/pods');
          const { items } = JSON.parse(answer.body) as { items: { metadata: { name: string } }[] };
          expect(items.map(({ metadata }) => metadata.name).toSorted()).toEqual([
            'throughline-after-sync',
            'throughline-before-sync',
          ]);
          const namespace = await http.get('/api/v1/namespaces/openclaw');
          expect(namespace.body).toContain('"pod-security.kubernetes.io/enforce":"restricted"');
        } finally {
          await http.close();
        }
      });

      describe('before a sync', () => {
        it.each(KEYS)('fail with one line that names the key %s, which the Secret lacks', async (key) => {
          await cluster.apply([secret(KEYS.filter((each) => each !== key))]);
          const { code } = await run('throughline-before-sync', local);
          expect(code).toBe(1);
          expect(await line()).toContain(
            `is taken from key ${key} of Secret openclaw, which has no such key`,
          );
        });

        it('pass with exactly the shipped rights where every key is there', async () => {
          await cluster.apply([secret(KEYS)]);
          const { code, stdout } = await run('throughline-before-sync', (args) => [
            ...local(args),
            '-o',
            'json',
          ]);
          expect(code).toBe(0);
          const { checks } = readReport(stdout);
          expect(checks.find(({ id }) => id === 'TL111')).toMatchObject({ status: 'pass' });
        });
      });

      it('keep the report with exactly the shipped rights after a sync', async () => {
        const withoutWaiting = (args: readonly string[]): string[] =>
          local(args).filter((arg, index, all) => arg !== '--wait' && all[index - 1] !== '--wait');
        const shipped = find(objects, 'ConfigMap', 'openclaw-config') as unknown as {
          data: Record<string, string>;
        };
        await cluster.apply([secret(KEYS)]);
        await writeFile(join(folder, 'openclaw.json'), shipped.data['openclaw.json'] ?? '');
        const { code, stderr } = await run('throughline-after-sync', (args) =>
          withoutWaiting(args).map((arg) => (arg === '/etc/openclaw/openclaw.json' ? 'openclaw.json' : arg)),
        );
        expect(stderr).toBe('');
        // Neither gateway nor Prometheus is there.
        expect(code).toBe(1);
        expect(await line()).toMatch(/^broken: no backend was queried; TL201, link plugin: /);
        const http = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
        try {
          const { body } = await http.get('/api/v1/namespaces/openclaw/configmaps/throughline-report');
          const { data } = JSON.parse(body) as { data: Record<string, string> };
          expect(data['verdict']).toBe(await line());
          expect(readReport(data['report.json'] ?? '').checks.find(({ id }) => id === 'TL415')?.status).toBe(
            'pass',
          );
        } finally {
          await http.close();
        }
      });
    });
  },
);
