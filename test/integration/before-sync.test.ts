import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
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
import {
  deployment,
  GROUP,
  LABELS,
  NAMESPACE,
  object,
  read,
  rightsOf,
  template,
} from '../support/before-sync.ts';

const VALUE = 'a-value-that-nobody-reads';

await describeWithServers(
  ['etcd', 'kube-apiserver'],
  'a sync that is about to happen',
  ([etcd, apiserver]) => {
    let cluster: RunningCluster;
    let admin: HttpSource;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'throughline-before-'));
      cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, ['hook', 'lists', 'nobody']);
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

    it('does not start where only the sync itself brings what is missing, unless a PodTemplate has the pods', async () => {
      const named = ['--before-sync', `podtemplate/${NAMESPACE}/openclaw`];
      const env = [
        { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'levels', key: 'level' } } },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'applied-by-argocd', key: 'TOKEN' } } },
      ];
      const pods = {
        metadata: { labels: LABELS },
        spec: { containers: [{ name: 'gateway', image: 'a', env }] },
      };
      await cluster.apply([
        ...rightsOf('lists', read('secrets', 'applied-by-argocd'), read('podtemplates', 'openclaw')),
        {
          apiVersion: `${GROUP}/v1`,
          kind: 'ClusterRole',
          metadata: { name: 'lists' },
          rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
        } as ApplicableObject,
        {
          apiVersion: `${GROUP}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name: 'lists' },
          roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: 'lists' },
          subjects: [{ apiGroup: GROUP, kind: 'User', name: 'lists' }],
        } as ApplicableObject,
        object('v1', 'PodTemplate', 'openclaw', { template: pods }),
      ]);
      const judged = async (...flags: readonly string[]) => {
        const { code, stdout, stderr } = await check('lists', ...flags, '-o', 'json');
        expect(stderr).toBe('');
        const found = readReport(stdout).checks.find(({ id }) => id === 'TL111');
        return { code, message: found?.message };
      };
      expect(await judged(...named)).toEqual({
        code: 0,
        message:
          'the keys of ConfigMap levels are not known: it does not exist yet, and the same sync may create it',
      });
      await write(
        object('apps/v1', 'Deployment', 'openclaw', {
          spec: { selector: { matchLabels: LABELS }, template: pods },
        }),
      );
      expect(await judged(...FILES)).toEqual({
        code: 1,
        message: 'variable LEVEL is taken from key level of ConfigMap levels, which does not exist',
      });
      const tracked = (annotations: object): ApplicableObject =>
        ({
          ...object('v1', 'Secret', 'applied-by-argocd', { stringData: { TOKN: VALUE } }),
          metadata: { name: 'applied-by-argocd', namespace: NAMESPACE, annotations },
        }) as ApplicableObject;
      await cluster.apply([
        object('v1', 'ConfigMap', 'levels', { data: { level: 'info' } }),
        tracked({ 'argocd.argoproj.io/tracking-id': 'openclaw:/Secret:openclaw/applied-by-argocd' }),
      ]);
      expect(await judged(...named)).toEqual({
        code: 0,
        message:
          'the keys of Secret applied-by-argocd are not known: it has no key TOKEN yet, and the same sync may add it',
      });
      expect((await judged(...FILES)).code).toBe(1);
    });

    it('does not start where the API server does not know the credentials', async () => {
      await write(deployment('OPENCLAW_GATEWAY_TOKEN'));
      const file = join(folder, 'unknown-user');
      const kubeconfig = parse(await readFile(cluster.kubeconfigFile, 'utf8')) as {
        users: { user: object }[];
      };
      await writeFile(
        file,
        stringify({
          ...kubeconfig,
          users: kubeconfig.users.map((each) => ({ ...each, user: { token: 'x' } })),
        }),
      );
      for (const flags of [FILES, ['--before-sync', `podtemplate/${NAMESPACE}/openclaw`]]) {
        const { code, stderr } = await throughline(['check', '--kubeconfig', file, ...flags], {
          cwd: folder,
        });
        expect(code).toBe(2);
        expect(stderr).toMatch(
          /^throughline: --before-sync: the cluster \S+ cannot be read: .* does not know these credentials \(401\)\n$/,
        );
      }
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
