import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { commandBlocks } from '../harness/guide-shell.ts';
import { KubectlCluster, type Live } from '../harness/kubectl.ts';
import { hasOperatorDefinitions, operatorDefinitions } from '../harness/operator-definitions.ts';
import { describeWithPrograms } from '../harness/with-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SLOW = 120_000;

const GUIDE = await readFile(join(ROOT, 'docs/guide/kubernetes.md'), 'utf8');
/** The commands of the guide that need no running pod: in its order, and those for an old operator. */
const BLOCKS = commandBlocks(GUIDE.split('\n## 5.')[0] ?? '');
const FOR_OLD_OPERATOR = BLOCKS.filter((text) => text.includes('enableFeatures'));
const COMMANDS = BLOCKS.filter((text) => !FOR_OLD_OPERATOR.includes(text));

/** A Prometheus that is in use; the fields that a person has set must stay. */
const IN_USE = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'k8s', namespace: 'monitoring' },
  spec: {
    version: 'v3.7.0',
    image: 'registry.example/prometheus:v3.7.0',
    replicas: 3,
    retention: '30d',
    serviceAccountName: 'prometheus-k8s',
    enableFeatures: ['exemplar-storage'],
    storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '100Gi' } } } } },
  },
};

const ITS_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'prometheus-k8s', namespace: 'monitoring', annotations: { team: 'platform' } },
  spec: {
    selector: { 'app.kubernetes.io/name': 'prometheus' },
    ports: [
      { name: 'web', port: 9090, targetPort: 'web' },
      { name: 'reloader-web', port: 8080, targetPort: 'reloader-web' },
    ],
  },
};

interface PodTemplate {
  readonly metadata: object;
  readonly spec: object;
}

await describeWithPrograms(
  ['etcd', 'kube-apiserver', 'kubectl'],
  'deploy/ on a Kubernetes API server',
  ([etcd, apiserver, kubectl]) => {
    let on: KubectlCluster;

    beforeAll(async () => {
      if (!hasOperatorDefinitions) return;
      on = await KubectlCluster.start({ etcd: etcd!, apiserver: apiserver!, kubectl: kubectl! });
      await on.cluster.apply(await operatorDefinitions());
      await on.kubectl('create', 'namespace', 'monitoring');
      // As people do it: a later apply of another file with its name would take away what it does not name.
      on.given(IN_USE, 'apply');
      on.given(ITS_SERVICE, 'apply');
    }, SLOW);

    afterAll(async () => {
      if (hasOperatorDefinitions) await on.stop();
    });

    const prometheus = (): Promise<Live> => on.live('prometheus', 'monitoring', 'k8s');
    const service = (): Promise<Live> => on.live('service', 'monitoring', 'prometheus-k8s');
    const patched = (patch: string) =>
      on.kubectl('patch', 'prometheus', 'k8s', '-n', 'monitoring', '--type', 'json', '-p', patch);

    it.skipIf(!hasOperatorDefinitions)(
      'applies in one go, with no warning, and a second time changes nothing',
      async () => {
        const before = [await prometheus(), await service()];
        const first = await on.kubectl('apply', '-k', 'deploy/overlays/example');
        expect(first.stderr).toBe('');
        expect(first.stdout).toContain('deployment.apps/openclaw created');
        const stored = await on.versions('deploy/overlays/example');
        expect(stored.length).toBeGreaterThan(10);
        const second = await on.kubectl('apply', '-k', 'deploy/overlays/example');
        expect(second.stdout).not.toMatch(/created|configured/);
        expect(await on.versions('deploy/overlays/example')).toEqual(stored);
        expect([await prometheus(), await service()]).toEqual(before);
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'has pods that a namespace with Pod Security restricted admits',
      async () => {
        const { stdout } = await on.kubectl('kustomize', 'deploy/overlays/example');
        const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Deployment);
        const namespace = objects.find(({ kind }) => kind === 'Namespace');
        expect(namespace?.metadata.labels).toMatchObject({
          'pod-security.kubernetes.io/enforce': 'restricted',
        });
        const deployments = objects.filter(({ kind }) => kind === 'Deployment');
        expect(deployments).toHaveLength(2);
        const podOf = ({ metadata, spec }: Deployment, changes: object = {}) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { ...spec.template.metadata, name: metadata.name, namespace: 'openclaw' },
          spec: { ...spec.template.spec, ...changes },
        });
        for (const deployment of deployments)
          expect(on.given(podOf(deployment), 'create', '--dry-run=server')).toContain(
            'created (server dry run)',
          );
        // It is enforced.
        for (const deployment of deployments)
          expect(() =>
            on.given(podOf(deployment, { hostNetwork: true }), 'create', '--dry-run=server'),
          ).toThrow(/violates PodSecurity "restricted:latest": host namespaces/);
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)('has an example Secret that is not accepted as it is', async () => {
      const file = join(on.folder, 'deploy/overlays/example/secret.example.yaml');
      await expect(on.kubectl('apply', '--dry-run=server', '-f', file)).rejects.toThrow(/illegal base64/);
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll('<base64>', 'YQ=='));
      const { stdout } = await on.kubectl('apply', '--dry-run=server', '-f', file);
      expect(stdout.match(/created \(server dry run\)/g)).toHaveLength(2);
    });

    it.skipIf(!hasOperatorDefinitions).each(['operator-prometheus-2', 'operator-prometheus-3'])(
      'turns on the receiver of a Prometheus in use by %s, and changes nothing else',
      async (component) => {
        const before = await prometheus();
        const patch = `deploy/components/${component}/patch.yaml`;
        const args = ['patch', 'prometheus', 'k8s', '-n', 'monitoring', '--type', 'json'];
        await on.kubectl(...args, '--patch-file', patch);
        const after = await prometheus();
        expect(after.spec).toEqual({ ...before.spec, enableOTLPReceiver: true });
        expect(after.spec).toMatchObject(IN_USE.spec);
        await on.kubectl(...args, '--patch-file', patch);
        expect(await prometheus()).toEqual(after);
        await on.kubectl(...args, '-p', '[{ "op": "remove", "path": "/spec/enableOTLPReceiver" }]');
        expect((await prometheus()).spec).toEqual(before.spec);
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'never takes a patch for an object, so that apply and delete cannot use it',
      async () => {
        const before = await prometheus();
        const file = 'deploy/components/operator-prometheus-3/patch.yaml';
        await expect(on.kubectl('apply', '-f', file)).rejects.toThrow(/^error: /m);
        await expect(on.kubectl('delete', '-f', file)).rejects.toThrow(/^error: /m);
        expect(await prometheus()).toEqual(before);
      },
    );

    it.skipIf(!hasOperatorDefinitions)(
      'changes one field where the Prometheus is a resource of an overlay with the component',
      async () => {
        const before = await prometheus();
        const overlay = join(on.folder, 'deploy/overlays/with-prometheus');
        await cp(join(on.folder, 'deploy/overlays/example'), overlay, { recursive: true });
        await writeFile(join(overlay, 'prometheus.yaml'), JSON.stringify(IN_USE));
        await writeFile(
          join(overlay, 'kustomization.yaml'),
          'resources: [prometheus.yaml]\ncomponents: [../../components/operator-prometheus-3]\n',
        );
        await on.kubectl('apply', '-k', overlay);
        const after = await prometheus();
        expect(after.spec).toEqual({ ...before.spec, enableOTLPReceiver: true });
        expect((await on.kubectl('apply', '-k', overlay)).stdout).toContain('unchanged');
        expect(await prometheus()).toEqual(after);
        on.given(IN_USE, 'apply');
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'adds the feature flag for an old operator to those that are set, by the commands of the guide',
      async () => {
        const before = await prometheus();
        const [append = '', set = ''] = FOR_OLD_OPERATOR;
        await expect(on.inShell(set)).rejects.toThrow(/request is invalid/);
        await on.inShell(append);
        const { enableFeatures, ...others } = before.spec;
        const appended = await prometheus();
        expect(appended.spec).toEqual({
          ...others,
          enableFeatures: ['exemplar-storage', 'otlp-write-receiver'],
        });
        // A second time it is a duplicate.
        await expect(on.inShell(append)).rejects.toThrow(/Duplicate value/);
        await patched('[{ "op": "remove", "path": "/spec/enableFeatures" }]');
        await expect(on.inShell(append)).rejects.toThrow(/request is invalid/);
        await on.inShell(set);
        expect((await prometheus()).spec).toEqual({ ...others, enableFeatures: ['otlp-write-receiver'] });
        const value = JSON.stringify(enableFeatures);
        await patched(`[{ "op": "replace", "path": "/spec/enableFeatures", "value": ${value} }]`);
        expect((await prometheus()).spec).toEqual(before.spec);
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'does not use server-side apply, by which kubectl takes away fields that were applied without it',
      async () => {
        const { spec } = await prometheus();
        const alone = { ...IN_USE, spec: { enableOTLPReceiver: true } };
        on.given(alone, 'apply', '--server-side', '--field-manager=throughline');
        expect((await prometheus()).spec).not.toMatchObject({ replicas: spec['replicas'] });
        await on.kubectl('delete', 'prometheus', 'k8s', '-n', 'monitoring');
        on.given(IN_USE, 'apply');
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'is installed by the commands of the guide',
      async () => {
        await on.kubectl('delete', '-k', 'deploy/overlays/example', '--wait=false');
        // Without a controller nothing ends the namespace; what the guide makes is put into one that ends otherwise.
        await on.finalized('openclaw');
        const before = await prometheus();
        for (const text of COMMANDS) await on.inShell(text);
        expect((await prometheus()).spec).toEqual({ ...before.spec, enableOTLPReceiver: true });
        const secret = await on.kubectl('get', 'secret', 'openclaw', '-n', 'openclaw', '-o', 'name');
        expect(secret.stdout).toBe('secret/openclaw\n');
        expect((await on.versions('deploy/overlays/mine')).length).toBeGreaterThan(10);
      },
      SLOW,
    );

    it.skipIf(!hasOperatorDefinitions)(
      'deletes what it has made, and nothing else',
      async () => {
        const before = [await prometheus(), await service()];
        await on.kubectl('delete', '-k', 'deploy/overlays/mine', '--wait=false');
        expect([await prometheus(), await service()]).toEqual(before);
        const left = await on.kubectl(
          'get',
          'deploy,configmap,prometheusrule',
          '-n',
          'monitoring',
          '-o',
          'name',
        );
        expect(left.stdout).toBe('');
      },
      SLOW,
    );
  },
);

interface Deployment {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly template: PodTemplate };
}
