import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import {
  type HttpSource,
  openCluster,
  readKubeconfig,
  readPodLog,
  readSecretKeys,
} from '../../src/prove/sources/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { type Ended, throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';

const NAMESPACE = 'openclaw';
const GROUP = 'rbac.authorization.k8s.io';
const VALUE = 'a-value-that-nobody-reads';
const LABELS = { 'app.kubernetes.io/name': 'openclaw' };

const object = (apiVersion: string, kind: string, name: string, fields: object): ApplicableObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
  ...fields,
});

function template(key: string, optional = false): object {
  const valueFrom = { secretKeyRef: { name: 'openclaw', key, optional } };
  return {
    metadata: { labels: LABELS },
    spec: {
      containers: [
        { name: 'gateway', image: 'throughline:0.1.0', env: [{ name: 'OPENCLAW_GATEWAY_TOKEN', valueFrom }] },
      ],
    },
  };
}

const deployment = (key: string, optional?: boolean): ApplicableObject =>
  object('apps/v1', 'Deployment', 'openclaw', {
    spec: { selector: { matchLabels: LABELS }, template: template(key, optional) },
  });

/** Exactly the rights that the hook before a sync has. */
function rightsOf(user: string, ...rules: readonly object[]): ApplicableObject[] {
  const subjects = [{ apiGroup: GROUP, kind: 'User', name: user }];
  const roleRef = { apiGroup: GROUP, kind: 'Role', name: user };
  return [
    object(`${GROUP}/v1`, 'Role', user, { rules }),
    object(`${GROUP}/v1`, 'RoleBinding', user, { roleRef, subjects }),
  ];
}
const read = (resource: string, name: string): object => ({
  apiGroups: [''],
  resources: [resource],
  resourceNames: [name],
  verbs: ['get'],
});

await describeWithServers(
  ['etcd', 'kube-apiserver'],
  'a sync that is about to happen',
  ([etcd, apiserver]) => {
    let cluster: RunningCluster;
    let admin: HttpSource;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'throughline-before-'));
      cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, ['hook', 'nobody']);
      admin = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
      await cluster.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
        ...rightsOf('hook', read('secrets', 'openclaw'), read('podtemplates', 'openclaw')),
        object('v1', 'Secret', 'openclaw', { stringData: { OPENCLAW_GATEWAY_TOKEN: VALUE } }),
      ]);
    }, 120_000);

    afterAll(async () => {
      await admin.close();
      await cluster.stop();
      await rm(folder, { recursive: true });
    });

    const keysOf = (name: string) => readSecretKeys(admin, { namespace: NAMESPACE, name });

    it('reads the keys of Secrets however they were written, and is sent no value', async () => {
      const get = vi.spyOn(admin, 'get');
      await cluster.apply([
        object('v1', 'Secret', 'by-data', { data: { one: Buffer.from(VALUE).toString('base64') } }),
        object('v1', 'Secret', 'by-string-data', { stringData: { one: VALUE, 'tls.crt': VALUE } }),
        object('v1', 'Secret', 'empty', {}),
        object('v1', 'Secret', 'changed', { stringData: { one: VALUE, two: VALUE } }),
        object('v1', 'Secret', 'changed', { stringData: { two: VALUE, three: VALUE } }),
      ]);
      const apply = (name: string, fields: object) =>
        admin.send(
          'PATCH',
          `/api/v1/namespaces/${NAMESPACE}/secrets/${name}?fieldManager=argocd-controller&force=true`,
          JSON.stringify(object('v1', 'Secret', name, fields)),
          'application/apply-patch+yaml',
        );
      await apply('applied', { data: { one: Buffer.from(VALUE).toString('base64') } });
      await apply('applied-as-string', { stringData: { one: VALUE } });
      await apply('mixed', {
        data: { one: Buffer.from(VALUE).toString('base64') },
        stringData: { two: VALUE },
      });
      await apply('cleared', { data: { one: Buffer.from(VALUE).toString('base64') } });
      await admin.send(
        'PATCH',
        `/api/v1/namespaces/${NAMESPACE}/secrets/cleared`,
        JSON.stringify({ metadata: { managedFields: [{}] } }),
        'application/merge-patch+json',
      );
      expect(await keysOf('by-data')).toEqual({ state: 'known', keys: ['one'] });
      expect(await keysOf('by-string-data')).toEqual({ state: 'known', keys: ['one', 'tls.crt'] });
      expect(await keysOf('empty')).toEqual({ state: 'known', keys: [] });
      expect(await keysOf('changed')).toEqual({ state: 'known', keys: ['three', 'two'] });
      expect(await keysOf('applied')).toEqual({ state: 'known', keys: ['one'] });
      // Where the managed fields do not name all keys, none is missing: it is not known.
      for (const name of ['applied-as-string', 'mixed', 'cleared']) {
        expect(await keysOf(name), `of ${name}`).toMatchObject({
          state: 'unknown',
          why: 'its managed fields do not name all of its keys',
        });
      }
      expect(await keysOf('missing')).toEqual({ state: 'absent' });
      const asked = get.mock.calls.flatMap(([path, , headers], index) => (headers ? [{ path, index }] : []));
      expect(asked).toHaveLength(9);
      for (const { index } of asked) {
        const answer = await (get.mock.results[index]?.value as ReturnType<HttpSource['get']>);
        expect(answer.body).not.toContain(VALUE);
        expect(answer.body).not.toContain(Buffer.from(VALUE).toString('base64'));
      }
      get.mockRestore();
    });

    async function check(user: string, ...flags: readonly string[]): Promise<Ended> {
      const kubeconfig = await cluster.kubeconfigOf(user);
      return throughline(
        ['check', '--kubeconfig', kubeconfig, '--only', 'config', '--termination-log', 'line', ...flags],
        { cwd: folder },
      );
    }
    const line = () => readFile(join(folder, 'line'), 'utf8');
    const write = (...objects: readonly ApplicableObject[]) =>
      writeFile(join(folder, 'desired.yaml'), objects.map((each) => stringify(each)).join('---\n'));

    const FILES = ['--before-sync', '--manifests', 'desired.yaml'];
    const CAUSE =
      'TL111, link config: variable OPENCLAW_GATEWAY_TOKEN is taken from key TOKEN of Secret openclaw, which has no such key';

    it('fails with the name of the Secret and of the key that it lacks', async () => {
      await write(deployment('TOKEN'));
      const { code, stderr } = await check('hook', ...FILES);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(await line()).toContain(CAUSE);
    });

    it.each([
      ['the Secret has the key', [deployment('OPENCLAW_GATEWAY_TOKEN')]],
      ['the key is optional', [deployment('TOKEN', true)]],
      [
        'the Secret with the key is applied in the same sync',
        [deployment('TOKEN'), object('v1', 'Secret', 'openclaw', { stringData: { TOKEN: 'x' } })],
      ],
    ])('passes where %s', async (_, objects) => {
      await write(...objects);
      const { code, stdout, stderr } = await check('hook', ...FILES, '-o', 'json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(readReport(stdout).checks.find(({ id }) => id === 'TL111')).toMatchObject({ status: 'pass' });
    });

    it('is judged by what is written, not by the Deployment that lives in the cluster', async () => {
      await cluster.apply([deployment('OPENCLAW_GATEWAY_TOKEN')]);
      await write(deployment('TOKEN'));
      expect((await check('hook', ...FILES)).code).toBe(1);
    });

    it('is judged by a PodTemplate in the cluster where no file has the pods', async () => {
      const named = ['--before-sync', `podtemplate/${NAMESPACE}/openclaw`];
      const missing = await check('hook', ...named);
      expect({ code: missing.code, stderr: missing.stderr }).toEqual({
        code: 2,
        stderr: 'throughline: --before-sync: the cluster has no PodTemplate openclaw/openclaw\n',
      });
      await cluster.apply([object('v1', 'PodTemplate', 'openclaw', { template: template('TOKEN') })]);
      expect((await check('hook', ...named)).code).toBe(1);
      expect(await line()).toContain(CAUSE);
      await cluster.apply([
        object('v1', 'PodTemplate', 'openclaw', { template: template('OPENCLAW_GATEWAY_TOKEN') }),
      ]);
      expect((await check('hook', ...named)).code).toBe(0);
    });

    it('is not known where the right is missing, which is named', async () => {
      await write(deployment('TOKEN'));
      const { stdout } = await check('nobody', ...FILES, '-o', 'json');
      expect(readReport(stdout).checks.find(({ id }) => id === 'TL111')).toMatchObject({
        status: 'unknown',
        message:
          'the keys of Secret openclaw are not known: may not get it: grant get on secrets/openclaw in the namespace openclaw',
      });
    });

    it.each([
      [['--before-sync'], '--before-sync requires what is about to be applied'],
      [['--before-sync', 'podtemplate/openclaw'], 'write podtemplate/NAMESPACE/NAME.'],
      [['--before-sync', '--static', '--manifests', 'desired.yaml'], 'cannot be used with option'],
    ])('does not run with %j', async (flags, message) => {
      const { code, stderr } = await check('hook', ...flags);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    });

    it('reads the log of a pod only with the right, which is named, and says what the API server says', async () => {
      const ref = { namespace: NAMESPACE, pod: 'a', container: 'gateway', previous: false };
      await cluster.apply([
        object('v1', 'Pod', 'a', { spec: { containers: [{ name: 'gateway', image: 'a' }] } }),
      ]);
      const nobody = await openCluster(
        readKubeconfig(await cluster.kubeconfigOf('nobody')),
        process.env,
        10_000,
      );
      try {
        expect(await readPodLog(nobody, ref)).toEqual({
          ok: false,
          why: 'the log of pod openclaw/a may not be read: grant get on pods/log',
        });
      } finally {
        await nobody.close();
      }
      expect(await readPodLog(admin, ref)).toEqual({ ok: true, lines: [] });
      expect(await readPodLog(admin, { ...ref, pod: 'missing' })).toEqual({
        ok: false,
        why: 'the log of pod openclaw/missing cannot be read: pods "missing" not found',
      });
    });
  },
);
