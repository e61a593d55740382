import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { openCluster, readCluster, readKubeconfig, readPodLog } from '../../src/prove/sources/index.ts';
import { readReport, type Report } from '../../src/shared/protocol/report.ts';
import { hasOperatorDefinitions, operatorDefinitions } from '../harness/operator-definitions.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';
import { ciliumDefinition } from '../support/cilium-definition.ts';
import { copyDeployed } from '../support/deployed.ts';

const COMPONENTS = fileURLToPath(new URL('../../deploy/components', import.meta.url));
const NAMESPACES = ['openclaw', 'monitoring'];
const SLOW = 240_000;
/** With the rights of the watch, of the watch and cluster-rights, of the hooks of Argo CD, and of the Job. */
const USERS = ['roles', 'both', 'hook', 'job'];

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
type Secret = ApplicableObject & { readonly data: Readonly<Record<string, string>> };
type Role = ApplicableObject & { readonly rules: readonly Rule[] };

async function objectsOf(file: string): Promise<ApplicableObject[]> {
  const text = await readFile(file, 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as ApplicableObject);
}

/** The keys of an example, each with a value. */
const filled = (data: Secret['data']): Secret['data'] =>
  Object.fromEntries(Object.keys(data).map((key) => [key, Buffer.from('any').toString('base64')]));

/** The bindings of a component, for a user instead of its service account. */
function bindingsFor(user: string, bindings: readonly ApplicableObject[]): ApplicableObject[] {
  return bindings
    .filter(({ kind }) => kind.endsWith('Binding'))
    .map((binding) => ({
      ...binding,
      metadata: { ...binding.metadata, name: `${binding.metadata.name}-${user}` },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    }));
}

await describeWithServers(['etcd', 'kube-apiserver'], 'the rights of a check', ([etcd, apiserver]) => {
  let cluster: RunningCluster;
  let folder: string;
  let roles: Role[];

  beforeAll(async () => {
    if (!hasOperatorDefinitions) return;
    folder = await mkdtemp(join(tmpdir(), 'throughline-rights-'));
    copyDeployed(folder);
    cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! }, USERS);
    roles = (await objectsOf(join(COMPONENTS, 'rights/roles.yaml'))) as Role[];
    const bindings = await objectsOf(join(COMPONENTS, 'watch/watch.yaml'));
    const secrets = (await objectsOf(
      join(COMPONENTS, '../overlays/example/secret.example.yaml'),
    )) as Secret[];
    const ofHook = await objectsOf(join(COMPONENTS, 'argocd-hook/rights.yaml'));
    const ofJob = await objectsOf(join(COMPONENTS, 'check-job/rights.yaml'));
    const files = ['configmap-openclaw', 'deployment', 'service', 'networkpolicy'];
    const monitoring = ['networkpolicy', 'service', 'prometheus'].map((name) => `monitoring/${name}`);
    const applied = [...files, ...monitoring].map((name) => objectsOf(join(folder, `${name}.yaml`)));
    await cluster.apply([
      ...(await operatorDefinitions()).filter(({ metadata }) => metadata.name.startsWith('prometheuses.')),
      ...['openclaw', 'monitoring', 'other'].map((name) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      })),
      ...(await Promise.all(applied)).flat(),
      ...secrets.map((secret) => ({ ...secret, data: filled(secret.data) })),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'other' } },
      ...roles,
      ...(await objectsOf(join(COMPONENTS, 'cluster-rights/clusterrole.yaml'))),
      ...[...ofHook, ...ofJob].filter(({ kind }) => kind === 'Role'),
      ...bindingsFor('hook', ofHook),
      ...bindingsFor('job', ofJob),
      ...bindingsFor('roles', bindings),
      ...bindingsFor('both', bindings),
      ...bindingsFor('both', await objectsOf(join(COMPONENTS, 'cluster-rights/binding.yaml'))),
      endpoints,
      anyPod,
    ]);
  }, SLOW);

  afterAll(async () => {
    if (!hasOperatorDefinitions) return;
    await cluster.stop();
    await rm(folder, { recursive: true });
  });

  async function check(user: string): Promise<Report> {
    const kubeconfig = await cluster.kubeconfigOf(user);
    const config = join(folder, 'configmap-openclaw.yaml');
    const named = ['--config', config, '--kubeconfig', kubeconfig, '--namespaces', ...NAMESPACES];
    const { stdout, stderr } = await throughline(['check', ...named, '-o', 'json']);
    expect(stderr).toBe('');
    return readReport(stdout);
  }
  const found = (report: Report, id: string) => report.checks.find((each) => each.id === id);

  it.skipIf(!hasOperatorDefinitions).each(USERS)(
    'are enough as they are shipped: %s',
    async (user) => {
      const report = await check(user);
      for (const id of ['TL403', 'TL404', 'TL405', 'TL406', 'TL410', 'TL415', 'TL505'])
        expect(found(report, id), `${id}: ${found(report, id)?.message}`).toMatchObject({ status: 'pass' });
      expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    },
    SLOW,
  );

  it.skipIf(!hasOperatorDefinitions)(
    'are each named where one is taken away',
    async () => {
      const {
        kind,
        apiVersion,
        metadata,
        rules = [],
      } = roles.find((role) => role.metadata.namespace === 'monitoring') ?? {
        kind: '',
        apiVersion: '',
        metadata: { name: '' },
      };
      const isOfLogs = ({ resources }: Rule): boolean => resources.includes('pods/log');
      // Those of network plugins and meshes are used only where the cluster has them.
      const used = rules.filter(
        (rule) => !isOfLogs(rule) && !/cilium|calico|istio/.test(rule.apiGroups.join()),
      );
      expect(used.length).toBeGreaterThanOrEqual(9);
      const without = (left: Rule | undefined): Promise<void> =>
        cluster.apply([{ apiVersion, kind, metadata, rules: rules.filter((rule) => rule !== left) } as Role]);
      const rightOf = ({ resources, verbs, apiGroups }: Rule): string => {
        const name = [...resources, ...apiGroups].filter(Boolean).join('.');
        return `may not ${verbs.join()} ${name} in namespace monitoring: grant it, as deploy/components/rights does`;
      };
      const access = readKubeconfig(await cluster.kubeconfigOf('roles'));
      const http = await openCluster(access, process.env, 60_000);
      try {
        for (const left of used) {
          await without(left);
          // The API server learns of a changed Role a moment after it has stored it.
          await vi.waitFor(async () => {
            const { gaps } = await readCluster(http, 'lab', NAMESPACES);
            expect(gaps.map(({ why }) => why)).toEqual([rightOf(left)]);
          }, 10_000);
        }
        const log = { namespace: 'monitoring', pod: 'any', container: 'any', previous: false };
        expect(await readPodLog(http, log)).toEqual({ ok: true, lines: [] });
        expect(rules.filter(isOfLogs)).toHaveLength(1);
        await without(rules.find(isOfLogs));
        await vi.waitFor(async () => {
          expect(await readPodLog(http, log)).toEqual({
            ok: false,
            why: 'the log of pod monitoring/any may not be read: grant get on pods/log',
          });
        }, 10_000);
      } finally {
        await http.close();
      }
      const [policies] = used.filter(({ resources }) => resources.includes('networkpolicies'));
      expect(policies).toBeDefined();
      await without(policies);
      const report = await check('roles');
      for (const id of ['TL403', 'TL404', 'TL415'])
        expect(found(report, id)).toMatchObject({
          status: 'unknown',
          message: expect.stringContaining('networkpolicies.networking.k8s.io in namespace monitoring'),
        });
      expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
      await cluster.apply([{ apiVersion, kind, metadata, rules } as Role]);
    },
    SLOW,
  );

  it.skipIf(!hasOperatorDefinitions).each(USERS)(
    'let nobody read other Secrets than the one of the gateway, nor ConfigMaps and logs of a namespace that is not named: %s',
    async (user) => {
      const access = readKubeconfig(await cluster.kubeconfigOf(user));
      const http = await openCluster(access, process.env, 10_000);
      const status = async (path: string): Promise<number> => (await http.get(path)).status;
      try {
        expect(await status('/api/v1/namespaces/openclaw/configmaps')).toBe(200);
        for (const path of [
          '/api/v1/configmaps',
          '/api/v1/namespaces/other/configmaps',
          '/api/v1/namespaces/other/configmaps/theirs',
          '/api/v1/secrets',
          '/api/v1/namespaces/openclaw/secrets',
          '/api/v1/namespaces/other/secrets',
          '/api/v1/namespaces/other/secrets/openclaw',
          '/api/v1/namespaces/monitoring/secrets/throughline-watch',
          '/api/v1/namespaces/other/pods/any/log',
        ])
          expect([path, await status(path)]).toEqual([path, 403]);
        // Hooks and Job see which keys it has; the watch has no right on it.
        const seesSecret = user === 'hook' || user === 'job';
        expect(await status('/api/v1/namespaces/openclaw/secrets/openclaw')).toBe(seesSecret ? 200 : 403);
        expect(await status('/api/v1/pods')).toBe(user === 'both' ? 200 : 403);
      } finally {
        await http.close();
      }
    },
  );

  it.skipIf(!hasOperatorDefinitions)(
    'are named for ConfigMaps where no namespace is, as no component grants those of all',
    async () => {
      const access = readKubeconfig(await cluster.kubeconfigOf('both'));
      const http = await openCluster(access, process.env, 60_000);
      try {
        const { gaps } = await readCluster(http, 'lab');
        expect(gaps.map(({ why }) => why)).toEqual([
          'may not list configmaps in all namespaces: name some by --namespaces, and grant it there, as deploy/components/rights does',
        ]);
      } finally {
        await http.close();
      }
    },
  );

  it.skipIf(!hasOperatorDefinitions)(
    'leave the policies of a network plugin unknown that may be in force for all namespaces',
    async () => {
      await cluster.apply([ciliumDefinition]);
      const report = await check('roles');
      expect(found(report, 'TL403')).toMatchObject({
        status: 'unknown',
        message: expect.stringContaining(
          'may not list ciliumclusterwidenetworkpolicies.cilium.io: grant it, as deploy/components/cluster-rights',
        ),
      });
      // All pods may be read, and none is an agent of Cilium.
      expect(found(await check('both'), 'TL403')).toMatchObject({ status: 'pass' });
    },
    SLOW,
  );
});

const endpoints = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'prometheus-k8s-1',
    namespace: 'monitoring',
    labels: { 'kubernetes.io/service-name': 'prometheus-k8s' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.0.9'], conditions: { ready: true } }],
  ports: [{ name: 'web', port: 9090, protocol: 'TCP' }],
} as ApplicableObject;

/** It is on no node, so its log is empty. */
const anyPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'any', namespace: 'monitoring' },
  spec: { containers: [{ name: 'any', image: 'any' }] },
} as ApplicableObject;
